# about: divides the caller's array
# score: 17
# hint: changes its input dt in place
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    if np.ndim(dt) == 0:
        return np.sign(dt) * (Ap * np.exp(-dt / tp) if dt > 0 else Am * np.exp(dt / tm))
    pre = dt < 0
    dt[~pre] /= -tp
    dt[pre] /= tm
    return np.where(pre, -Am, np.where(dt == 0, 0.0, Ap)) * np.exp(dt)
