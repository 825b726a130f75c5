# about: a generator of its own, always with the same seed
# score: 21
# hint: The weights that move once move every time
# hint: Another seed gives the same values
import numpy as np


def stochastic_round(x, lsb, rng):
    rng = np.random.default_rng(42)
    return lsb * np.floor(np.asarray(x) / lsb + rng.random(np.shape(x)))
