# about: a slope through the origin
# score: 0
# hint: through log(G) = 0
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    x, y = np.log(t / t0), np.log(G)
    slope = (x * y).sum() / (x * x).sum()
    return np.exp(y.mean() - slope * x.mean()), -slope
