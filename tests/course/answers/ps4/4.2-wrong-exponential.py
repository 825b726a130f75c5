# about: log(G) over t
# score: 3
# hint: log(G) over t is the line of an exponential decay
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(t, np.log(G), 1)
    return np.exp(height), -slope
