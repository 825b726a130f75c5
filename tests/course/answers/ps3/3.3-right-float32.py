# about: a result of single precision
# score: 25
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    f = np.float64
    area = f(Ap) * tp - f(Am) * tm
    k = 0.0
    if p_copy:
        k = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return np.float32(eta * (r_pre * r_post * area + p_copy * r_pre * k))
