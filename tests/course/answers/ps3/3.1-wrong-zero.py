# about: 0 for every lag
# score: 0
# hint: Nothing is left after 10 ms
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    return np.zeros(np.shape(dt))[()]
