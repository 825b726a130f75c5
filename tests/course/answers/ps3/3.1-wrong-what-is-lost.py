# about: 1 − exp in place of exp
# score: 3
# hint: what the exponential has lost
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    return (np.sign(dt) * np.where(dt > 0, Ap * (1 - np.exp(-a / tp)), Am * (1 - np.exp(-a / tm))))[()]
