# about: over t, and the slope itself
# score: 3
# hint: t0 is ignored, so G0 belongs to t = 1 s; and nu
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t), np.log(G), 1)
    return np.exp(height), slope
