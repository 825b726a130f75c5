# about: nearest after noise of a whole step either way
# score: 12
# hint: Multiples of lsb go to a neighbour
# hint: Some values go further than to their neighbours on the grid
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.rint(np.asarray(x) / lsb + rng.uniform(-1, 1, np.shape(x)))
