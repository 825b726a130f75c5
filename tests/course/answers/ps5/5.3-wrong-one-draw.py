# about: one draw for all values
# score: 2
# hint: 300 values of 0.3 all went to the same neighbour
# hint: There is no chance in it: the same value is always rounded alike
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.floor(np.asarray(x) / lsb + rng.random())
