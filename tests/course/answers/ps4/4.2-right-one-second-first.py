# about: over t, then carried to t0
# score: 20
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t), np.log(G), 1)
    return np.exp(height + slope * np.log(t0)), -slope
