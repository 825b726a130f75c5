# about: noise is added and nothing rounded
# score: 2
# hint: The results are not multiples of lsb =
# hint: Noise is added and nothing rounded
import numpy as np


def stochastic_round(x, lsb, rng):
    return np.asarray(x) + lsb * (rng.random(np.shape(x)) - 0.5)
