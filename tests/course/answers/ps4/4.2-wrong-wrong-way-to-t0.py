# about: from 1 s to t0 with the wrong sign
# score: 3
# hint: t0 comes in the wrong way round
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t), np.log(G), 1)
    return np.exp(height) * t0**-slope, -slope
