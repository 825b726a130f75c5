# about: I/gL in mV beside voltages in V
# score: 4
# hint: I/gL is taken for millivolts
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + 1e3 * np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = tref + C / gL * np.log((V_inf - VR) / (V_inf - VT))
    return np.where(V_inf > VT, 1 / period, 0.0)
