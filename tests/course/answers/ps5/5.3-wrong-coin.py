# about: a fair coin between the two neighbours
# score: 9
# hint: Both neighbours are equally likely
# hint: Steps up are as likely as steps not made
import numpy as np


def stochastic_round(x, lsb, rng):
    steps = np.asarray(x) / lsb
    return lsb * np.where(rng.random(np.shape(x)) < 0.5, np.floor(steps), np.ceil(steps))
