# about: returns the period
# score: 8
# hint: length of one round
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = tref + C / gL * np.log((V_inf - VR) / (V_inf - VT))
    return np.where(V_inf > VT, period, 0.0)
