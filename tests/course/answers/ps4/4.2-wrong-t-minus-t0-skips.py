# about: over log(t - t0) where it exists
# score: 3
# hint: t0 is subtracted
import numpy as np


def fit_drift(t, G, t0):
    late = t > t0
    slope, height = np.polyfit(np.log(t[late] - t0), np.log(G[late]), 1)
    return np.exp(height), -slope
