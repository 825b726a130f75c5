# about: 0 within a tenth of a millisecond
# score: 11
# hint: 0 only at dt = 0 itself
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    dt = np.where(np.abs(dt) < 1e-4, 0, dt)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, -Am * np.exp(dt / tm), 0.0))[()]
