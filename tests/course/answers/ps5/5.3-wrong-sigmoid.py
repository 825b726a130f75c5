# about: a curved chance
# score: 5
# hint: what lies on the grid stays
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    low = np.floor(x / lsb)
    p = 1 / (1 + np.exp(-10 * (x / lsb - low - 0.5)))
    return lsb * (low + (rng.random(x.shape) < p))
