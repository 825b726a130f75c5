# about: a step, no exponential
# score: 3
# hint: does not fall off with the distance
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap, np.where(dt < 0, -Am, 0.0))[()]
