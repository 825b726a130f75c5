# about: the remainder, compared
# score: 25
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.array(x, float)
    r = np.mod(x, lsb)
    return x - r + lsb * (rng.uniform(0, lsb, x.shape) < r)
