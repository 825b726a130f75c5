# about: the numbers of the steps, by rint
# score: 0
# hint: These are the numbers of the steps
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    return np.rint(x / lsb + rng.random(x.shape) - 0.5)
