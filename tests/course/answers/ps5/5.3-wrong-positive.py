# about: without sign
# score: 13
# hint: Values below zero become positive
# hint: The mean of 2000 weights after thirty small updates down
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.floor(np.abs(x) / lsb + rng.random(np.shape(x)))
