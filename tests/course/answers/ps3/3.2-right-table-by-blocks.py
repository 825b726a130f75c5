# about: each spike with those within 40 time constants alone
# score: 30
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    pre, post = np.asarray(pre), np.asarray(post)
    total = 0.0
    first, last = np.searchsorted(post, pre - 40 * tm), np.searchsorted(post, pre + 40 * tp)
    for t, i, j in zip(pre, first, last):
        dt = post[i:j] - t
        total += Ap * np.exp(-dt[dt > 0] / tp).sum() - Am * np.exp(dt[dt < 0] / tm).sum()
    return float(total)
