# about: the fitted curve for G0
# score: 0
# hint: (G0, nu), result 1 of 2
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return np.exp(height) * (t / t0) ** slope, -slope
