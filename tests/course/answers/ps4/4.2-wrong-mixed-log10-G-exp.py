# about: log10 of G, natural logarithm of t, turned back with exp
# score: 0
# hint: and turn G0 back with the right one
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log10(G), 1)
    return np.exp(height), -slope
