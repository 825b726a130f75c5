# about: one case after the other, with a zero for no delay
# score: 25
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    drift = r_pre * r_post * Ap * tp
    drift -= r_pre * r_post * Am * tm
    copies = p_copy * r_pre
    if delay > 0:
        drift += copies * Ap / np.exp(delay / tp)
    elif delay < 0:
        drift -= copies * Am / np.exp(-delay / tm)
    return eta * drift
