# about: the shape is lost
# score: 20
# hint: The result for a table of 100 by 200 has shape (20000
# hint: The result for a single number has shape (1
import numpy as np


def stochastic_round(x, lsb, rng):
    x = np.asarray(x, dtype=float)
    return lsb * np.floor(x.ravel() / lsb + rng.random(x.size))
