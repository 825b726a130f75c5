# about: nu first
# score: 0
# hint: The two results are exchanged
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return -slope, np.exp(height)
