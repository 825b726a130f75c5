# about: astype(int) after a draw
# score: 13
# hint: Multiples of lsb below zero move up
# hint: Values below zero end a step too high
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * (np.asarray(x) / lsb + rng.random(np.shape(x))).astype(int)
