# about: the decimal logarithm
# score: 8
# hint: not log10
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = tref + C / gL * np.log10((V_inf - VR) / (V_inf - VT))
    return np.where(V_inf > VT, 1 / period, 0.0)
