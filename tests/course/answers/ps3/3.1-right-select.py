# about: np.select on the sizes
# score: 20
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt)
    return np.select([dt > 0, dt < 0], [Ap * np.exp(-abs(dt) / tp), -Am * np.exp(-abs(dt) / tm)])[()]
