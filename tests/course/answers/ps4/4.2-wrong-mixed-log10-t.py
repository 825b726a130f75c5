# about: log10 of t, natural logarithm of G
# score: 3
# hint: G has the natural logarithm and t the decimal one
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log10(t / t0), np.log(G), 1)
    return np.exp(height), -slope
