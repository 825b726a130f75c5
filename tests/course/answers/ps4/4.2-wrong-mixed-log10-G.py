# about: log10 of G, natural logarithm of t
# score: 3
# hint: G has the decimal logarithm and t the natural one
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log10(G), 1)
    return 10**height, -slope
