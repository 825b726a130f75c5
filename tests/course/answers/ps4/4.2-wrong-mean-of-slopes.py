# about: the mean of the slopes from one read to the next
# score: 15
# hint: This is the mean of the slopes between neighbours
import numpy as np


def fit_drift(t, G, t0):
    x, y = np.log(t / t0), np.log(G)
    slope = np.mean(np.diff(y) / np.diff(x))
    height = np.mean(y - slope * x)
    return np.exp(height), -slope
