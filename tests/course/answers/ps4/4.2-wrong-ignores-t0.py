# about: over t
# score: 3
# hint: t0 is ignored
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t), np.log(G), 1)
    return np.exp(height), -slope
