# about: np.rint after a draw between 0 and 1
# score: 3
# hint: Multiples of lsb go to a neighbour
# hint: The mean is half a step too high
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.rint(np.asarray(x) / lsb + rng.random(np.shape(x)))
