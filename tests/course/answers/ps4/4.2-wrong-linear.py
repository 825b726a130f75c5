# about: G over t
# score: 3
# hint: A straight line through G over t
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(t, G, 1)
    return height, -slope
