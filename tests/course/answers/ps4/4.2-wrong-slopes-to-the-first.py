# about: the mean of the slopes to the first read
# score: 15
# hint: This is the mean of the slopes to the first read
import numpy as np


def fit_drift(t, G, t0):
    x, y = np.log(t / t0), np.log(G)
    slope = np.mean((y[1:] - y[0]) / (x[1:] - x[0]))
    height = np.mean(y - slope * x)
    return np.exp(height), -slope
