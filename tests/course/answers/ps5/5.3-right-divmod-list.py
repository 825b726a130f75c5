# about: one value after the other
# score: 25
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    out = []
    for each in x.ravel().tolist():
        k = each / lsb
        low = int(k // 1)
        out.append((low + (rng.random() < k - low)) * lsb)
    return np.reshape(out, x.shape)
