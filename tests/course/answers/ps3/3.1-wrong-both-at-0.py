# about: both sides at 0
# score: 17
# hint: count on both sides
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Am * np.exp(dt / tm), Ap - Am))[()]
