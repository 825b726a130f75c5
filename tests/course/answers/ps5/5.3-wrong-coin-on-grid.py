# about: a fair coin for every value, on the grid too
# score: 5
# hint: Multiples of lsb go to a neighbour
# hint: Both neighbours are equally likely
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * (np.floor(np.asarray(x) / lsb) + rng.integers(0, 2, np.shape(x)))
