# about: another name
# score: 0
# hint: stdp_kernel
import numpy as np


def kernel(dt, Ap, Am, tp, tm):
    return np.where(dt > 0, Ap * np.exp(-dt / tp), -Am * np.exp(dt / tm))
