# about: nothing at all
# score: 0
# hint: The samples of the record are all the same
# hint: Another seed gives the same record
import numpy as np


def flicker_noise(n, fs, rng):
    return np.zeros(n)
