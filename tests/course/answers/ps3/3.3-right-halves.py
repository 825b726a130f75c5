# about: potentiation and depression apart
# score: 25
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0.0, delay=0.0):
    pot = r_post * Ap * tp + (p_copy * Ap * np.exp(-abs(delay) / tp) if delay > 0 else 0)
    dep = r_post * Am * tm + (p_copy * Am * np.exp(-abs(delay) / tm) if delay < 0 else 0)
    return [eta * r_pre * (pot - dep)][0]
