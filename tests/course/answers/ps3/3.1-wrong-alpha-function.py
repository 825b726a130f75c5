# about: dt/tau times the exponential
# score: 6
# hint: grows with the distance at first
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    return (np.sign(dt) * np.where(dt > 0, Ap * a / tp * np.exp(-a / tp), Am * a / tm * np.exp(-a / tm)))[()]
