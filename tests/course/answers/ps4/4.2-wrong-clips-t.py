# about: times before t0 put at t0
# score: 9
# hint: Reads before t0 are put at t0
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    slope, height = np.polyfit(np.log(np.maximum(t, t0) / t0), np.log(G), 1)
    return np.exp(height), -slope
