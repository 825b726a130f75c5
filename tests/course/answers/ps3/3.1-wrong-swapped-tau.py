# about: the time constants exchanged
# score: 6
# hint: The time constants are exchanged
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tm), np.where(dt < 0, -Am * np.exp(dt / tp), 0.0))[()]
