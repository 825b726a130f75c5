# about: p_copy and delay must be given
# score: 0
# hint: stops with TypeError
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy, delay):
    return eta * (r_pre * r_post * (Ap * tp - Am * tm) + p_copy * r_pre * (Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)))
