# about: below 0 the chances are those of the size, at the wrong neighbour
# score: 19
# hint: The probabilities are exchanged below zero
# hint: The mean of 2000 weights after thirty small updates down
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x) / lsb
    lower = np.floor(steps)
    share = np.abs(steps) % 1
    return lsb * (lower + (rng.random(np.shape(x)) < share))
