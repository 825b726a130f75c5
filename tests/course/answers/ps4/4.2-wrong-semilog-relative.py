# about: G over log(t/t0), the slope relative to the height
# score: 3
# hint: (G0, nu)
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), G, 1)
    return height, -slope / height
