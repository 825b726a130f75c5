# about: draws from np.random, seeded in the function
# score: 21
# hint: The weights that move once move every time
# hint: Another seed gives the same values
import numpy as np


def stochastic_round(x, lsb, rng):
    np.random.seed(0)
    return lsb * np.floor(np.asarray(x) / lsb + np.random.random(np.shape(x)))
