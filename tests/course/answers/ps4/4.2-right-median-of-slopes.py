# about: Theil and Sen's median of the slopes of all pairs
# score: 20
import numpy as np


def fit_drift(t, G, t0):
    x, y = np.log(t / t0), np.log(G)
    a, b = np.triu_indices(len(x), 1)
    slope = np.median((y[b] - y[a]) / (x[b] - x[a]))
    return np.exp(np.median(y - slope * x)), -slope
