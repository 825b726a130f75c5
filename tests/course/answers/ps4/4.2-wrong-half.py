# about: the first half of the reads
# score: 15
# hint: Only the earlier half of the reads
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    h = len(t) // 2
    slope, height = np.polyfit(np.log(t[:h] / t0), np.log(G[:h]), 1)
    return np.exp(height), -slope
