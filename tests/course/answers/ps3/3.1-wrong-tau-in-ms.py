# about: time constants multiplied by 1000
# score: 3
# hint: 10 ms make no difference
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / (1e3 * tp)), np.where(dt < 0, -Am * np.exp(dt / (1e3 * tm)), 0.0))[()]
