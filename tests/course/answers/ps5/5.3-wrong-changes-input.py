# about: in place
# score: 23
# hint: Your function changes its input x in place
import numpy as np


def stochastic_round(x, lsb, rng):
    if np.ndim(x) == 0:
        return lsb * np.floor(x / lsb + rng.random())
    x /= lsb
    x += rng.random(x.shape)
    np.floor(x, out=x)
    x *= lsb
    return x
