# about: half of the pairs
# score: 14
# hint: Half of the pairs are missing
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    k = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return eta * (r_pre * r_post * (Ap * tp - Am * tm) / 2 + p_copy * r_pre * k)
