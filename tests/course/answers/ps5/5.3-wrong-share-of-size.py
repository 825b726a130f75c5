# about: the part behind the point of the size, up from the part before it
# score: 13
# hint: Values midway between two multiples of lsb go to one of these two
# hint: The part behind the point of a negative value is taken for the share of the step
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x) / lsb
    share, whole = np.modf(steps)
    return lsb * (whole + (rng.random(np.shape(x)) < np.abs(share)))
