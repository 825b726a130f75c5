# about: a coin with the share of the step as its chance
# score: 25
import numpy as np


def stochastic_round(x, lsb, rng):
    lower, share = np.divmod(np.asarray(x, dtype=float), lsb)
    return lsb * (lower + rng.binomial(1, np.clip(share / lsb, 0, 1)))
