# about: each copy has both halves of the window, without the size of the delay
# score: 14
# hint: Each copy has both halves of the window, one of them carried on past 0
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    each = Ap * np.exp(-delay / tp) - Am * np.exp(delay / tm)
    return eta * (r_pre * r_post * (Ap * tp - Am * tm) + p_copy * r_pre * each)
