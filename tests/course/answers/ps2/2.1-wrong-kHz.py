# about: times in ms, so the rate in kHz
# score: 8
# hint: in kHz
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V_inf = EL + np.asarray(I) / gL
    with np.errstate(all="ignore"):
        period = tref + C / gL * np.log((V_inf - VR) / (V_inf - VT))
    return np.where(V_inf > VT, 1e-3 / period, 0.0)
