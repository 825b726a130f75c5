# about: nu always positive
# score: 14
# hint: The sign of nu is lost
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return np.exp(height), abs(slope)
