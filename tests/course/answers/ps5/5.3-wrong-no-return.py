# about: computes and returns nothing
# score: 0
# hint: The result is None: does your function return its result?
# hint: The result for a table of 100 by 200 is None
import numpy as np


def stochastic_round(x, lsb, rng):
    rounded = lsb * np.floor(np.asarray(x) / lsb + rng.random(np.shape(x)))
