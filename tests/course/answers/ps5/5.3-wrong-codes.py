# about: the numbers of the steps
# score: 0
# hint: These are the numbers of the steps
# hint: The results are not multiples of lsb
import numpy as np


def stochastic_round(x, lsb, rng):
    return np.floor(np.asarray(x) / lsb + rng.random(np.shape(x)))
