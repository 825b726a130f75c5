# about: the sign as dt/|dt|
# score: 17
# hint: Not a number at dt = 0
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    side = dt / np.abs(dt)
    return side * np.where(side > 0, Ap * np.exp(-np.abs(dt) / tp), Am * np.exp(-np.abs(dt) / tm))
