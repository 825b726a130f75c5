# about: the earliest and the latest read
# score: 15
# hint: Only the first and the last read are used
import numpy as np


def fit_drift(t, G, t0):
    a, b = t.argmin(), t.argmax()
    slope = np.log(G[b] / G[a]) / np.log(t[b] / t[a])
    height = np.log(G[a]) - slope * np.log(t[a] / t0)
    return np.exp(height), -slope
