# about: a fit in base 2, on a scaled axis
# score: 20
import numpy as np
def fit_drift(t, G, t0):
    x = np.log2(np.asarray(t) / t0)
    p = np.polynomial.Polynomial.fit(x, np.log2(G), 1).convert().coef
    return 2 ** p[0], -p[1]
