# about: the height of the line
# score: 0
# hint: This is the logarithm of G0
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return height, -slope
