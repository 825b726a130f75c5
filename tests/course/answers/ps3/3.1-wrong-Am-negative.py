# about: takes Am for a negative number
# score: 10
# hint: Both sides strengthen
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -(-Am) * np.exp(dt / tm), 0.0))[()]
