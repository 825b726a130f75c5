# about: decimal logarithms, turned back with exp
# score: 0
# hint: The decimal logarithm of G0 is turned back with np.exp
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log10(t / t0), np.log10(G), 1)
    return np.exp(height), -slope
