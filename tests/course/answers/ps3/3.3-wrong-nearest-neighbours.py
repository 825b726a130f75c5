# about: the formula for nearest neighbours
# score: 14
# hint: Only nearest neighbours are counted
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    chance = r_pre * r_post * (Ap * tp / (1 + r_pre * tp) - Am * tm / (1 + r_post * tm))
    each = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return eta * (chance + p_copy * r_pre * each)
