# about: exponents of the copies with the wrong sign
# score: 14
# hint: The copies grow with the delay
# hint: The depression grows with the distance
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    chance = r_pre * r_post * (Ap * tp - Am * tm)
    each = Ap * np.exp(delay / tp) if delay > 0 else -Am * np.exp(-delay / tm)
    return eta * (chance + p_copy * r_pre * each)
