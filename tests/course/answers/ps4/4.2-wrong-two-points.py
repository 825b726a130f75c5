# about: the first and the last read
# score: 15
# hint: Only the first and the last read are used
import numpy as np


def fit_drift(t, G, t0):
    slope = np.log(G[-1] / G[0]) / np.log(t[-1] / t[0])
    height = np.log(G[0]) - slope * np.log(t[0] / t0)
    return np.exp(height), -slope
