# about: up with the square of the share
# score: 9
# hint: The upper neighbour is likely by the square of the share
# hint: The mean error of negative values
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x) / lsb
    lower = np.floor(steps)
    return lsb * (lower + (rng.random(np.shape(x)) < (steps - lower) ** 2))
