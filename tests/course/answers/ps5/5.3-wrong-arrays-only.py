# about: a number becomes an array
# score: 23
# hint: The result for a single number has shape (1
import numpy as np


def stochastic_round(x, lsb, rng):
    x = np.atleast_1d(x)
    return lsb * np.floor(x / lsb + rng.random(x.shape))
