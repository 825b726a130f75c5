# about: pairs of draws u and 1 - u
# score: 22
# hint: Neighbours in the array are not rounded independently
import numpy as np


def stochastic_round(x, lsb, rng):
    x = np.asarray(x, dtype=float)
    u = rng.random((x.size + 1) // 2)
    pairs = np.stack([u, 1 - u], axis=1).ravel()[: x.size].reshape(x.shape)
    return lsb * np.floor(x / lsb + pairs)
