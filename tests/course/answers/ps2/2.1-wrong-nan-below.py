# about: no case for currents below the rheobase
# score: 16
# hint: NaN below the rheobase
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + I / gL
    return 1 / (tref + C / gL * np.log((V_inf - VR) / (V_inf - VT)))
