# about: the change at each spike, not their sum
# score: 0
# hint: result 1 of 2 has shape (1,)
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    changes = []
    first, last = np.searchsorted(pre, post - 40 * tp), np.searchsorted(pre, post + 40 * tm)
    for t, i, j in zip(post, first, last):
        dt = t - pre[i:j]
        changes.append(Ap * np.exp(-dt[dt > 0] / tp).sum() - Am * np.exp(dt[dt < 0] / tm).sum())
    return np.array(changes)
