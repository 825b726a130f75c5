# about: to the multiple above
# score: 0
# hint: 300 values of 0.3 all went to the same neighbour
# hint: Each value goes to the multiple above
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.ceil(np.asarray(x) / lsb)
