# about: an `if` on the current, so no arrays
# score: 16
# hint: truth value of an array
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    if I <= gL * (VT - EL):
        return 0.0
    V_inf = EL + I / gL
    return 1 / (tref + C / gL * np.log((V_inf - VR) / (V_inf - VT)))
