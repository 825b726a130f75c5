# about: the refractory time is left out
# score: 8
# hint: t_ref is left out
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = C / gL * np.log((V_inf - VR) / (V_inf - VT))
    return np.where(V_inf > VT, 1 / period, 0.0)
