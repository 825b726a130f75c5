# about: no depression
# score: 10
# hint: A synapse is weakened too
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, float)
    return np.where(dt > 0, Ap * np.exp(-dt / tp), np.where(dt < 0, 0.0, 0.0))[()]
