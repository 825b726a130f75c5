# about: up with the chance of going down
# score: 13
# hint: The probabilities are exchanged
# hint: Each update became a whole step
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x) / lsb
    lower = np.floor(steps)
    share = steps - lower
    return lsb * (lower + ((rng.random(np.shape(x)) >= share) & (share > 0)))
