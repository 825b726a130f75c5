# about: chances between 10 and 90 % only
# score: 21
# hint: what lies on the grid stays
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    low = np.floor(x / lsb)
    p = np.clip(x / lsb - low, 0.1, 0.9)
    return lsb * (low + (rng.random(x.shape) < p))
