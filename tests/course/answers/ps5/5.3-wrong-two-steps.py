# about: a grid twice as coarse
# score: 12
# hint: Multiples of lsb go to a neighbour
# hint: Some values go further than to their neighbours on the grid
import numpy as np


def stochastic_round(x, lsb, rng):
    return 2 * lsb * np.floor(np.asarray(x) / (2 * lsb) + rng.random(np.shape(x)))
