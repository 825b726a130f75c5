# about: equal values are rounded alike
# score: 2
# hint: 300 values of 0.3 all went to the same neighbour
# hint: The mean error of negative values
import numpy as np


def stochastic_round(x, lsb, rng):
    x = np.asarray(x, dtype=float)
    values, where = np.unique(x.ravel(), return_inverse=True)
    return lsb * np.floor(x / lsb + rng.random(values.size)[where].reshape(x.shape))
