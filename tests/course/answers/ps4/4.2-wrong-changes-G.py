# about: takes the logarithm in place
# score: 17
# hint: changes its input G in place
import numpy as np


def fit_drift(t, G, t0):
    np.log(G, out=G)
    slope, height = np.polyfit(np.log(t / t0), G, 1)
    return np.exp(height), -slope
