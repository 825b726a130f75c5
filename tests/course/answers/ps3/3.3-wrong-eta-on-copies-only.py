# about: eta times the copies alone
# score: 22
# hint: The learning rate is ignored
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    k = Ap * np.exp(-delay / tp) if delay > 0 else -Am * np.exp(delay / tm)
    return r_pre * r_post * (Ap * tp - Am * tm) + eta * p_copy * r_pre * k
