# about: not divided by lsb, multiplied by it
# score: 0
# hint: it is added after the division by lsb
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    return lsb * np.floor(x + rng.random(x.shape))
