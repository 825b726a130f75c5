# about: one time constant, the mean of both
# score: 6
# hint: the mean of tp and tm
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    t = (tp + tm) / 2
    return (np.sign(dt) * np.where(dt > 0, Ap, Am) * np.exp(-a / t))[()]
