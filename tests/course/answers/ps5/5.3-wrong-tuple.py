# about: what was rounded away as well
# score: 0
# hint: The result: expected an array in one dimension
# hint: The result for a table of 100 by 200 has shape (2
import numpy as np


def stochastic_round(x, lsb, rng):
    rounded = lsb * np.floor(np.asarray(x) / lsb + rng.random(np.shape(x)))
    return rounded, x - rounded
