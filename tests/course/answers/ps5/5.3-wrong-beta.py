# about: chance from a hump
# score: 9
# hint: The nearer neighbour is too likely
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    return lsb * np.floor(x / lsb + rng.beta(2, 2, x.shape))
