# about: the mean of the exponents of single reads
# score: 15
# hint: mean of slopes from single reads to t0
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    x, y = np.log(t / t0), np.log(G)
    slope, height = np.polyfit(x, y, 1)
    G0 = np.exp(height)
    ok = x != 0
    return G0, np.mean(-np.log(G[ok] / G0) / x[ok])
