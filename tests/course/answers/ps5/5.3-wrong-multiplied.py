# about: x times lsb, and back
# score: 0
# hint: These are whole numbers; the grid has the step lsb
# hint: The results are not multiples of lsb
import numpy as np


def stochastic_round(x, lsb, rng):
    return np.floor(np.asarray(x) * lsb + rng.random(np.shape(x))) / lsb
