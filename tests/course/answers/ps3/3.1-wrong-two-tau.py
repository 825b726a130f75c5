# about: exp(−dt/2 tau)
# score: 6
# hint: falls off too slowly
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    return (np.sign(dt) * np.where(dt > 0, Ap * np.exp(-a / tp / 2), Am * np.exp(-a / tm / 2)))[()]
