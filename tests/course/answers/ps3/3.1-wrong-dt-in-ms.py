# about: dt turned into ms, time constants not
# score: 6
# hint: Nothing is left after 10 ms
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = 1e3 * np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Am * np.exp(dt / tm), 0.0))[()]
