# about: np.where over the whole formula, which warns where it is not used
# score: 20
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.array(I) / gL
    return np.where(V_inf > VT, 1 / (tref + C / gL * np.log((V_inf - VR) / (V_inf - VT))), 0)
