# about: the numbers of the steps, as integers
# score: 0
# hint: These are the numbers of the steps
# hint: These are whole numbers, and the grid has the step lsb
import numpy as np


def stochastic_round(x, lsb, rng):
    return np.floor(np.asarray(x) / lsb + rng.random(np.shape(x))).astype(int)
