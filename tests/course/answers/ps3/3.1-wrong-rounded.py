# about: dt rounded to a millisecond
# score: 11
# hint: spikes that all but touch
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.round(np.asarray(dt, float), 3)
    a = abs(dt)
    return (np.sign(dt) * np.where(dt > 0, Ap * np.exp(-a / tp), Am * np.exp(-a / tm)))[()]
