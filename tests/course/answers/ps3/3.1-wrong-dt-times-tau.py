# about: dt times tau
# score: 3
# hint: multiplied by the time constant
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    return (np.sign(dt) * np.where(dt > 0, Ap * np.exp(-a * tp), Am * np.exp(-a * tm)))[()]
