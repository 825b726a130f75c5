# about: clears NaN and negative rates, but not the positive ones far below 0
# score: 16
# hint: the formula gives a negative time
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + I / gL
    return np.maximum(np.nan_to_num(1 / (tref + C / gL * np.log((V_inf - VR) / (V_inf - VT)))), 0)
