# about: in per cent
# score: 6
# hint: off by a factor 10^2
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    return 100 * (np.sign(dt) * np.where(dt > 0, Ap * np.exp(-a / tp), Am * np.exp(-a / tm)))[()]
