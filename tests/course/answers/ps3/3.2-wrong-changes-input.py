# about: shifts the caller's times to begin at 0
# score: 22
# hint: changes its input pre in place
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    if len(pre) == 0 or len(post) == 0:
        return 0.0
    start = min(pre[0], post[0])
    pre -= start
    post -= start
    total = 0.0
    first, last = np.searchsorted(post, pre - 40 * tm), np.searchsorted(post, pre + 40 * tp)
    for t, i, j in zip(pre, first, last):
        dt = post[i:j] - t
        total += Ap * np.exp(-dt[dt > 0] / tp).sum() - Am * np.exp(dt[dt < 0] / tm).sum()
    return total
