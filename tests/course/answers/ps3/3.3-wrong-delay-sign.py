# about: the sign of the delay reversed
# score: 14
# hint: The sign of the delay is reversed
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    chance = r_pre * r_post * (Ap * tp - Am * tm)
    each = -Am * np.exp(-delay / tm) if delay > 0 else Ap * np.exp(delay / tp)
    return eta * (chance + p_copy * r_pre * each)
