# about: the numbers of the steps, by comparison
# score: 0
# hint: These are the numbers of the steps
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    low = np.floor(x / lsb)
    return low + (rng.random(x.shape) < x / lsb - low)
