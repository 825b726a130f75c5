# about: delay turned into milliseconds
# score: 14
# hint: turned into milliseconds
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    delay = delay / 1e-3
    k = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return eta * (r_pre * r_post * (Ap * tp - Am * tm) + p_copy * r_pre * k)
