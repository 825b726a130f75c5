# about: the part behind the point of a negative value is negative
# score: 19
# hint: Values below zero go towards 0
# hint: The mean of 2000 weights after thirty small updates down
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x) / lsb
    share, whole = np.modf(steps)
    return lsb * (whole + (rng.random(np.shape(x)) < share))
