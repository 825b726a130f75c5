# about: the first two reads
# score: 15
# hint: Only the first two reads are used
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t[:2] / t0), np.log(G[:2]), 1)
    return np.exp(height), -slope
