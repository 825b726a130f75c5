# about: an array of no dimension
# score: 25
import numpy as np


def expected_drift(r_pre, r_post, eta, Ap, Am, tp, tm, p_copy=0, delay=0):
    W = np.where(np.asarray(delay) > 0, Ap * np.exp(-abs(delay) / tp), -Am * np.exp(-abs(delay) / tm))
    return np.multiply(eta, r_pre * (r_post * (Ap * tp - Am * tm) + p_copy * W))
