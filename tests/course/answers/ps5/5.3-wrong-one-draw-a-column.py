# about: one draw for each column
# score: 22
# hint: The values of a column are rounded with one draw
import numpy as np


def stochastic_round(x, lsb, rng):
    x = np.asarray(x, dtype=float)
    return lsb * np.floor(x / lsb + rng.random(x.shape[-1:]))
