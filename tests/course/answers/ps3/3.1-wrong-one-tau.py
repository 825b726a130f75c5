# about: tp on both sides
# score: 10
# hint: Both sides have the time constant tp
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Am * np.exp(dt / tp), 0.0))[()]
