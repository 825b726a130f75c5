# about: time constants in ms
# score: 14
# hint: taken for milliseconds
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    chance = r_pre * r_post * 1e3 * (Ap * tp - Am * tm)
    each = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return eta * (chance + p_copy * r_pre * each)
