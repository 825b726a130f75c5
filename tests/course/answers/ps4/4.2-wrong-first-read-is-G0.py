# about: the first read for G0
# score: 3
# hint: The first read is taken for G0
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return G[0], -slope
