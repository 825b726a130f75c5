# about: log(G) over t/t0
# score: 3
# hint: log(G) over t/t0 is the line of an exponential decay
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(t / t0, np.log(G), 1)
    return np.exp(height), -slope
