# about: G over log(t/t0)
# score: 3
# hint: The slope of G over log(t) is no exponent
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), G, 1)
    return height, -slope
