# about: an if for the whole array
# score: 17
# hint: stops with ValueError
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    if dt > 0:
        return Ap * np.exp(-dt / tp)
    if dt < 0:
        return -Am * np.exp(dt / tm)
    return 0.0
