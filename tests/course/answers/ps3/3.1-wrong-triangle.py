# about: a straight fall to 0
# score: 6
# hint: on a straight line
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.maximum(1 - dt / tp, 0), np.where(dt < 0, -Am * np.maximum(1 + dt / tm, 0), 0.0))[()]
