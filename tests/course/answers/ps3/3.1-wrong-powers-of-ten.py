# about: powers of ten in place of e
# score: 6
# hint: These are powers of ten
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return (np.sign(dt) * np.where(dt > 0, Ap * 10 ** (-abs(dt) / tp), Am * 10 ** (-abs(dt) / tm)))[()]
