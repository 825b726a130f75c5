# about: the loss in a decade
# score: 3
# hint: lost in each decade
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    slope, height = np.polyfit(np.log10(t / t0), np.log(G), 1)
    return np.exp(height), 1 - np.exp(slope)
