# about: to the multiple below
# score: 0
# hint: 300 values of 0.3 all went to the same neighbour
# hint: Each value goes to the multiple below
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.floor(np.asarray(x) / lsb)
