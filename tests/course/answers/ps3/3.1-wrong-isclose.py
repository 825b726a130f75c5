# about: np.isclose for the zero
# score: 11
# hint: spikes that all but touch
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    a = abs(dt)
    return np.where(np.isclose(dt, 0, atol=1e-6), 0, np.sign(dt) * np.where(dt > 0, Ap * np.exp(-a / tp), Am * np.exp(-a / tm)))[()]
