# about: the lag is t_pre - t_post
# score: 6
# hint: The sign of dt is reversed
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = -np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Am * np.exp(dt / tm), 0.0))[()]
