# about: the size is rounded by chance, the sign put back
# score: 25
import numpy as np


def stochastic_round(x, lsb, rng):
    return np.sign(x) * lsb * np.floor(np.abs(x) / lsb + rng.random(np.shape(x)))
