# about: one draw, and a fixed step from value to value
# score: 22
# hint: Neighbours in the array are not rounded independently
import numpy as np


def stochastic_round(x, lsb, rng):
    x = np.asarray(x, dtype=float)
    u = (rng.random() + 0.618034 * np.arange(x.size).reshape(x.shape)) % 1
    return lsb * np.floor(x / lsb + u)
