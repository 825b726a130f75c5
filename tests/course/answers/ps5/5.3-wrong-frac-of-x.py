# about: the share in the unit of x
# score: 9
# hint: The share of the step is in the unit of x
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    low = np.floor(x / lsb)
    return lsb * (low + (rng.random(x.shape) < x - low * lsb))
