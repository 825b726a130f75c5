# about: chance with the shape of a roof
# score: 12
# hint: what lies on the grid stays
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    return lsb * np.rint(x / lsb + rng.random(x.shape) - rng.random(x.shape))
