# about: draws from np.random
# score: 23
# hint: The same seed gives other values
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.floor(np.asarray(x) / lsb + np.random.random(np.shape(x)))
