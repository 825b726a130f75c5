# about: returns None when a train is empty
# score: 28
# hint: is None
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    if len(pre) == 0 or len(post) == 0:
        return None
    total = 0.0
    first, last = np.searchsorted(post, pre - 40 * tm), np.searchsorted(post, pre + 40 * tp)
    for t, i, j in zip(pre, first, last):
        dt = post[i:j] - t
        total += Ap * np.exp(-dt[dt > 0] / tp).sum() - Am * np.exp(dt[dt < 0] / tm).sum()
    return total
