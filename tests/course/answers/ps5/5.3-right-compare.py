# about: up where a draw lies below the share of the step
# score: 25
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x) / lsb
    lower = np.floor(steps)
    up = rng.random(np.shape(x)) < steps - lower
    return (lower + up) * lsb
