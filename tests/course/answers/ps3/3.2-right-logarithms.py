# about: cumulative sums of exponentials, in logarithms
# score: 30
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    pre = np.asarray(pre, float)
    post = np.asarray(post, float)
    if not len(pre) or not len(post):
        return 0

    def half(a, b, tau):
        la = np.logaddexp.accumulate(a / tau)
        k = np.searchsorted(a, b, "left")
        ok = k > 0
        return np.exp(la[k[ok] - 1] - b[ok] / tau).sum()

    return Ap * half(pre, post, tp) - Am * half(post, pre, tm)
