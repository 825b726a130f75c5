# about: np.piecewise
# score: 20
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.piecewise(dt, [dt > 0, dt < 0], [lambda d: Ap * np.exp(-d / tp), lambda d: -Am * np.exp(d / tm), 0.0])
