# about: everything that is not dt > 0 depresses
# score: 17
# hint: mind a bare `else`
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Am * np.exp(dt / tm), -Am))[()]
