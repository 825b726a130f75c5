# about: np.floor after a draw of half a step either way
# score: 0
# hint: Multiples of lsb go to a neighbour
# hint: The mean is half a step too low
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.floor(np.asarray(x) / lsb + rng.uniform(-0.5, 0.5, np.shape(x)))
