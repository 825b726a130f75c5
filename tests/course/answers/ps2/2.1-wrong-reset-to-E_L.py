# about: charges from E_L after a spike
# score: 8
# hint: starts again from V_R
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = tref + C / gL * np.log((V_inf - EL) / (V_inf - VT))
    return np.where(V_inf > VT, 1 / period, 0.0)
