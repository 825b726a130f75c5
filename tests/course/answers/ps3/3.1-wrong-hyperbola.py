# about: 1/(1 + |dt|/tau) instead of an exponential
# score: 3
# hint: This is 1/(1 + abs(dt)/tau)
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap / (1 + np.abs(dt) / tp), np.where(dt < 0, -Am / (1 + np.abs(dt) / tm), 0.0))[()]
