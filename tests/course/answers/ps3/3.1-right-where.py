# about: np.where twice, overflow and all
# score: 20
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Am * np.exp(dt / tm), 0.0))
