# about: t_ref taken for milliseconds
# score: 8
# hint: refractory time is taken for milliseconds
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = tref * 1e-3 + C / gL * np.log((V_inf - VR) / (V_inf - VT))
    return np.where(V_inf > VT, 1 / period, 0.0)
