# about: masks multiply, so that 0*inf is NaN
# score: 17
# hint: 0*inf is NaN
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return (dt > 0) * Ap * np.exp(-dt / tp) - (dt < 0) * Am * np.exp(dt / tm)
