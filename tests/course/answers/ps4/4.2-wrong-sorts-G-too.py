# about: t and G sorted apart
# score: 14
# hint: sorted apart
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    t, G = np.sort(t), np.sort(G)[::-1]
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return np.exp(height), -slope
