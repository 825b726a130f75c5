# about: an array filled by masks
# score: 20
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    W = np.zeros_like(dt)
    W[dt > 0] = Ap * np.exp(-dt[dt > 0] / tp)
    W[dt < 0] = -Am * np.exp(dt[dt < 0] / tm)
    return W[()]
