# about: returns the table of pairs
# score: 0
# hint: expected one number
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    d = np.subtract.outer(np.asarray(post), np.asarray(pre))
    return np.where(d > 0, Ap * np.exp(-abs(d) / tp), np.where(d < 0, -Am * np.exp(-abs(d) / tm), 0))
