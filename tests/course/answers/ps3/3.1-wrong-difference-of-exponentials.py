# about: both exponentials on either side
# score: 6
# hint: Each side has both exponentials
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    return (np.sign(dt) * (Ap * np.exp(-a / tp) - Am * np.exp(-a / tm)))[()]
