# about: p*r_pre*r_post
# score: 14
# hint: come in with r_post too
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    chance = r_pre * r_post * (Ap * tp - Am * tm)
    each = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return eta * (chance + p_copy * r_pre * r_post * each)
