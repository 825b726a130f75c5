# about: halves in each time constant
# score: 6
# hint: halved for each time constant
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * 2 ** (-dt / tp), np.where(dt < 0, -Am * 2 ** (dt / tm), 0.0))[()]
