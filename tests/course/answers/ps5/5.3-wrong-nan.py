# about: not a number on the grid
# score: 21
# hint: NaN for multiples of lsb: is something divided by the share of the step
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x, dtype=float) / lsb
    share = steps - np.floor(steps)
    with np.errstate(all="ignore"):
        return lsb * (np.floor(steps) + (rng.random(np.shape(x)) < share)) * (share / share)
