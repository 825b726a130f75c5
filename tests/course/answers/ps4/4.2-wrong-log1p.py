# about: log1p
# score: 3
# hint: One is added under the logarithm
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    slope, height = np.polyfit(np.log1p(t / t0), np.log(G), 1)
    return np.exp(height), -slope
