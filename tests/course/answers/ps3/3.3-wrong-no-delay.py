# about: the copies have Ap, whatever their delay
# score: 14
# hint: The delay is ignored
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    chance = r_pre * r_post * (Ap * tp - Am * tm)
    each = Ap if delay > 0 else -Am
    return eta * (chance + p_copy * r_pre * each)
