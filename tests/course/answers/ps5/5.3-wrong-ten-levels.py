# about: chance in tenths
# score: 9
# hint: Chance has ten values only
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    return lsb * np.floor(x / lsb + rng.integers(0, 10, x.shape) / 10)
