# about: a draw above the share goes up, on the grid too
# score: 9
# hint: Multiples of lsb go to a neighbour
# hint: The probabilities are exchanged
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x) / lsb
    lower = np.floor(steps)
    return lsb * (lower + (rng.random(np.shape(x)) > steps - lower))
