# about: rounds to whole numbers
# score: 0
# hint: These are whole numbers; the grid has the step lsb
# hint: These are whole numbers, and the grid has the step lsb
import numpy as np


def stochastic_round(x, lsb, rng):
    return np.floor(np.asarray(x) + rng.random(np.shape(x)))
