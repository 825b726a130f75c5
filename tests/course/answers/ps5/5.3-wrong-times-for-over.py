# about: multiplied before, divided after
# score: 0
# hint: These are whole numbers; the grid has the step lsb
import numpy as np
def stochastic_round(x, lsb, rng):
    x = np.asarray(x, float)
    return np.floor(x * lsb + rng.random(x.shape)) / lsb
