# about: the change cut off at 0
# score: 6
# hint: Only potentiation is counted
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    d = np.subtract.outer(np.asarray(post), np.asarray(pre))
    tot = Ap * np.exp(-d[d > 0] / tp).sum() - Am * np.exp(d[d < 0] / tm).sum()
    return max(0, tot)
