# about: one value after another in plain Python
# score: 25
import numpy as np


def stochastic_round(x, lsb, rng):
    import math

    flat = [lsb * math.floor(value / lsb + rng.random()) for value in np.ravel(x).tolist()]
    return np.array(flat).reshape(np.shape(x))
