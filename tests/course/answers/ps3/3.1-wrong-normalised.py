# about: divided by the time constants
# score: 6
# hint: divided by the time constants
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap / tp * np.exp(-dt / tp), np.where(dt < 0, -Am / tm * np.exp(dt / tm), 0.0))[()]
