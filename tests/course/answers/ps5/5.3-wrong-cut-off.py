# about: nothing below 0
# score: 13
# hint: Values below zero become 0
# hint: The mean of 2000 weights after thirty small updates down
import numpy as np


def stochastic_round(x, lsb, rng):
    return np.maximum(lsb * np.floor(np.asarray(x) / lsb + rng.random(np.shape(x))), 0.0)
