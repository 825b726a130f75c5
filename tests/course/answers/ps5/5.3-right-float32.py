# about: single precision
# score: 25
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, np.float32)
    return np.float32(lsb) * np.floor(x / np.float32(lsb) + rng.random(x.shape, dtype=np.float32))
