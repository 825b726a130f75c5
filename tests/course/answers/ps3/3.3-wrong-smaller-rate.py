# about: the square of the smaller rate
# score: 19
# hint: rate is squared
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    k = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return eta * (min(r_pre, r_post) ** 2 * (Ap * tp - Am * tm) + p_copy * r_pre * k)
