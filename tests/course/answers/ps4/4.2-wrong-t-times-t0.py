# about: over t*t0
# score: 3
# hint: t0 comes in the wrong way round
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t * t0), np.log(G), 1)
    return np.exp(height), -slope
