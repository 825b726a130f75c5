# about: the change cut off at 1 and −1
# score: 19
# hint: is cut off at 1
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    import math

    d = np.subtract.outer(np.asarray(post), np.asarray(pre))
    w = 1.0
    tot = Ap * np.exp(-d[d > 0] / tp).sum() - Am * np.exp(d[d < 0] / tm).sum()
    return max(-1, min(1, tot))
