# about: the mean of many roundings
# score: 2
# hint: , and comes back as it was
# hint: The results are not multiples of lsb
import numpy as np


def stochastic_round(x, lsb, rng):
    x = np.asarray(x, dtype=float)
    return np.mean([lsb * np.floor(x / lsb + rng.random(x.shape)) for _ in range(100)], axis=0)
