# about: calls the generator
# score: 0
# hint: stochastic_round stops with TypeError
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.floor(np.asarray(x) / lsb + rng(np.shape(x)))
