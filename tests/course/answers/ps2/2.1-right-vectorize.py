# about: one current at a time, and np.vectorize
# score: 20
import math

import numpy as np


def lif_rate(I, C, gL, EL, VT, VR, tref):
    def one(i):
        if i <= gL * (VT - EL):
            return 0.0
        drive = EL + i / gL
        return 1 / (tref + C / gL * math.log((drive - VR) / (drive - VT)))

    return np.vectorize(one)(I)
