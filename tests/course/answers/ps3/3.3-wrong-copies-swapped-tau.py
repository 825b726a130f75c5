# about: time constants exchanged for the copies
# score: 14
# hint: The copies decay with tm
# hint: The depression decays with tp
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    chance = r_pre * r_post * (Ap * tp - Am * tm)
    each = Ap * np.exp(-delay / tm) if delay > 0 else -Am * np.exp(delay / tp)
    return eta * (chance + p_copy * r_pre * each)
