# about: reads before t0 are dropped
# score: 15
# hint: Only the reads after t0 are used
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    keep = t >= t0
    slope, height = np.polyfit(np.log(t[keep] / t0), np.log(G[keep]), 1)
    return np.exp(height), -slope
