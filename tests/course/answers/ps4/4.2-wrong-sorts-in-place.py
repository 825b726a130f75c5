# about: sorts the times without their reads
# score: 14
# hint: (G0, nu) of a cell
import numpy as np


def fit_drift(t, G, t0):
    t.sort()
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return np.exp(height), -slope
