# about: one draw for each row
# score: 22
# hint: The values of a row are rounded with one draw
import numpy as np


def stochastic_round(x, lsb, rng):
    x = np.asarray(x, dtype=float)
    u = rng.random(x.shape[:-1] + (1,)) if x.ndim > 1 else rng.random(x.shape)
    return lsb * np.floor(x / lsb + u)
