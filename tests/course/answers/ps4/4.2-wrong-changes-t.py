# about: divides t in place
# score: 17
# hint: changes its input t in place
import numpy as np


def fit_drift(t, G, t0):
    t /= t0
    slope, height = np.polyfit(np.log(t), np.log(G), 1)
    return np.exp(height), -slope
