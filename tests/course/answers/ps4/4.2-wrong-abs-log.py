# about: the size of the logarithm
# score: 9
# hint: The size of log(t/t0)
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    slope, height = np.polyfit(np.abs(np.log(t / t0)), np.log(G), 1)
    return np.exp(height), -slope
