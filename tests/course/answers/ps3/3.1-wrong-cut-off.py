# about: 0 beyond one time constant
# score: 11
# hint: For dt > 0 the change is not 0
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp) * (dt <= tp), np.where(dt < 0, -Am * np.exp(dt / tm) * (dt >= -tm), 0.0))[()]
