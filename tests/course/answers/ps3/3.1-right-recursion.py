# about: itself for each row of an array, a plain formula for a number
# score: 20
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    if np.ndim(dt):
        return np.array([stdp_kernel(each, Ap, Am, tp, tm) for each in dt])
    return 0.0 if dt == 0 else Ap * np.exp(-dt / tp) if dt > 0 else -Am * np.exp(dt / tm)
