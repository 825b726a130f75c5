# about: decimal logarithms throughout
# score: 20
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log10(t) - np.log10(t0), np.log10(G), 1)
    return 10**height, -slope
