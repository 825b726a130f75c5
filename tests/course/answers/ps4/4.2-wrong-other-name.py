# about: another name
# score: 0
# hint: fit_drift
import numpy as np


def fit(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return np.exp(height), -slope
