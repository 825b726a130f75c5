# about: time constants multiplied by ms once more
# score: 6
# hint: Nothing is left after 10 ms
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / (1e-3 * tp)), np.where(dt < 0, -Am * np.exp(dt / (1e-3 * tm)), 0.0))[()]
