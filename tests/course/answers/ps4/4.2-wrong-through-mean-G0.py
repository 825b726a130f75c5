# about: the mean read is G0
# score: 3
# hint: The mean of all reads is taken for G0
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    x, y = np.log(t / t0), np.log(G)
    slope = np.polyfit(x, y, 1)[0]
    return G.mean(), -slope
