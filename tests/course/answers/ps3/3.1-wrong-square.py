# about: the square of dt/tau in the exponent
# score: 6
# hint: comes in with its square
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-(dt / tp) ** 2), np.where(dt < 0, -Am * np.exp(-(dt / tm) ** 2), 0.0))[()]
