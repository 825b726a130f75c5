# about: nested lists, one number at a time
# score: 20
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    import math

    if np.ndim(dt) == 0:
        d = float(dt)
        return Ap * math.exp(-d / tp) if d > 0 else -Am * math.exp(d / tm) if d < 0 else 0
    return [stdp_kernel(d, Ap, Am, tp, tm) for d in dt]
