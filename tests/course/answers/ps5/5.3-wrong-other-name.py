# about: another name
# score: 0
# hint: NameError: name 'stochastic_round' is not defined
import numpy as np


def stochastic_rounding(x, lsb, rng):
    return lsb * np.floor(np.asarray(x) / lsb + rng.random(np.shape(x)))
