# about: a draw between 0 and 1 is added before the division
# score: 0
# hint: Multiples of lsb land further than one step away
# hint: Values below zero become positive
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.floor((np.asarray(x) + rng.random(np.shape(x))) / lsb)
