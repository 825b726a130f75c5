# about: no spikes whatever the current
# score: 0
# hint: It never fires
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    return np.array([])
