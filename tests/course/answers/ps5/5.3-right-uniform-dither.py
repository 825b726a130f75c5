# about: noise of one step, then the nearest
# score: 25
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    d = rng.uniform(-lsb / 2, lsb / 2, np.shape(x))
    return np.round((x + d) / lsb) * lsb
