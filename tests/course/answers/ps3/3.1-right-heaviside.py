# about: Heaviside steps times exponentials of the distance
# score: 20
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    far = np.abs(dt)
    return np.heaviside(dt, 0) * Ap * np.exp(-far / tp) - np.heaviside(-np.asarray(dt), 0) * Am * np.exp(-far / tm)
