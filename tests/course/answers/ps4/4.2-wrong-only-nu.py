# about: nu alone
# score: 0
# hint: expected 2 results as a tuple
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return -slope
