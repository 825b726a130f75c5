# about: shapes are lost
# score: 0
# hint: expected one number
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.atleast_1d(np.asarray(dt, float)).ravel()
    a = abs(dt)
    return np.sign(dt) * np.where(dt > 0, Ap * np.exp(-a / tp), Am * np.exp(-a / tm))
