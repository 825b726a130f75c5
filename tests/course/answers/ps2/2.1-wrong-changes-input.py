# about: computes in place of the currents
# score: 16
# hint: in place
import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    V = np.asarray(I, dtype=float)
    V /= gL
    V += EL
    rate = np.zeros(V.shape)
    fires = V > VT
    rate[fires] = 1 / (tref + C / gL * np.log((V[fires] - VR) / (V[fires] - VT)))
    return rate
