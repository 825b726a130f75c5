# about: G0 in microsiemens
# score: 3
# hint: G0 comes out in microsiemens
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return np.exp(height) * 1e6, -slope
