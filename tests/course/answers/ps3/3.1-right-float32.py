# about: numbers of single precision
# score: 20
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    dt = np.asarray(dt, dtype=np.float32)
    return np.where(dt > 0, Ap * np.exp(-np.abs(dt) / tp), np.where(dt < 0, -Am * np.exp(-np.abs(dt) / tm), 0)).astype(np.float32)[()]
