# about: normal noise, except on the grid
# score: 12
# hint: ; other values came back
# hint: Some values go further than to their neighbours on the grid
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x, dtype=float) / lsb
    noisy = np.rint(steps + 0.5 * rng.normal(size=np.shape(x)))
    return lsb * np.where(steps == np.rint(steps), steps, noisy)
