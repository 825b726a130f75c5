# about: natural logarithms, turned back with 10**
# score: 0
# hint: The natural logarithm of G0 is turned back with 10**
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return 10**height, -slope
