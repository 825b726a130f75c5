# about: copies instead of chance
# score: 14
# hint: The pairs by chance are missing
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    chance = r_pre * r_post * (Ap * tp - Am * tm)
    each = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return eta * (p_copy * r_pre * each if p_copy else chance)
