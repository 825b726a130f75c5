# about: np.trunc, then up with the share above the multiple below
# score: 13
# hint: Values midway between two multiples of lsb go to one of these two
# hint: Values below zero end a step too high
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x) / lsb
    return lsb * (np.trunc(steps) + (rng.random(np.shape(x)) < steps % 1))
