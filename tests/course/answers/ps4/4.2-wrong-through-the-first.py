# about: a line through the first read
# score: 15
# hint: The line is made to go through the first read
import numpy as np


def fit_drift(t, G, t0):
    x, y = np.log(t / t[0]), np.log(G / G[0])
    slope = (x @ y) / (x @ x)
    height = np.log(G[0]) + slope * np.log(t0 / t[0])
    return np.exp(height), -slope
