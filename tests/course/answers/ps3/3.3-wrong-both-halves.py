# about: each copy has both halves of the window
# score: 14
# hint: Each copy has both halves of the window; it is a single pair
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    each = Ap * np.exp(-abs(delay) / tp) - Am * np.exp(-abs(delay) / tm)
    return eta * (r_pre * r_post * (Ap * tp - Am * tm) + p_copy * r_pre * each)
