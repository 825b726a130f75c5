# about: chance taken off
# score: 0
# hint: what lies on the grid stays
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    return lsb * np.floor(x / lsb - rng.random(x.shape))
