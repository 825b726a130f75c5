# about: nearest after normal noise
# score: 12
# hint: Multiples of lsb go to a neighbour
# hint: Some values go further than to their neighbours on the grid
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.rint(np.asarray(x) / lsb + 0.5 * rng.normal(size=np.shape(x)))
