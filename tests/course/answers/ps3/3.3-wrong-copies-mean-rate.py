# about: a mean of both rates for copies
# score: 14
# hint: with a mean of both rates
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    k = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return eta * (r_pre * r_post * (Ap * tp - Am * tm) + p_copy * np.sqrt(r_pre * r_post) * k)
