# about: A²
# score: 6
# hint: come in with their squares
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    return (np.sign(dt) * np.where(dt > 0, Ap**2 * np.exp(-a / tp), Am**2 * np.exp(-a / tm)))[()]
