# about: nearest, after a draw of half a step either way
# score: 25
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.rint(np.asarray(x) / lsb + rng.uniform(-0.5, 0.5, np.shape(x)))
