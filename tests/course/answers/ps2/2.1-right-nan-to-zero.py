# about: computes everywhere, then clears what is not a rate
# score: 20
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    I = np.asarray(I, dtype=float)
    drive = I - gL * (VT - EL)
    rate = 1 / (tref - C / gL * np.log(drive / (drive + gL * (VT - VR))))
    return np.where(np.isfinite(rate) & (drive > 0), rate, 0.0)
