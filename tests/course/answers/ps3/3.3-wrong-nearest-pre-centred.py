# about: the presynaptic-centred scheme
# score: 14
# hint: Only nearest neighbours
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    k = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return eta * (r_pre * r_post * (Ap * tp / (1 + r_post * tp) - Am * tm / (1 + r_post * tm)) + p_copy * r_pre * k)
