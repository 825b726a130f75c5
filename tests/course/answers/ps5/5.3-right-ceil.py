# about: the multiple above, less a draw
# score: 25
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.ceil(np.asarray(x) / lsb - rng.random(np.shape(x)))
