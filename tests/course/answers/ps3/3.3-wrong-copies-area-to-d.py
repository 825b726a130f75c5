# about: the window integrated to d
# score: 14
# hint: area of the window from 0 to d
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    k = Ap * tp * (1 - np.exp(-delay / tp)) if delay > 0 else -Am * tm * (1 - np.exp(delay / tm))
    return eta * (r_pre * r_post * (Ap * tp - Am * tm) + p_copy * r_pre * k)
