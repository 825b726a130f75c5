# about: single precision
# score: 20
import numpy as np
def fit_drift(t, G, t0):
    x, y = np.log(np.float32(t) / np.float32(t0)).astype(np.float32), np.log(np.float32(G))
    A = np.stack([np.ones_like(x), x], 1)
    c, *_ = np.linalg.lstsq(A, y, rcond=None)
    return np.exp(c[0]), -c[1]
