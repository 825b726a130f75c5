# about: a generator of its own
# score: 23
# hint: The same seed gives other values
import numpy as np


def stochastic_round(x, lsb, rng):
    rng = np.random.default_rng()
    return lsb * np.floor(np.asarray(x) / lsb + rng.random(np.shape(x)))
