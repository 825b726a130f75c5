# about: draws for the first dimension only
# score: 20
# hint: stochastic_round stops with ValueError
# hint: stochastic_round stops with TypeError
import numpy as np


def stochastic_round(x, lsb, rng):
    return lsb * np.floor(x / lsb + rng.random(len(x)))
