# about: traces on the distinct times of both trains
# score: 30
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    t = np.union1d(pre, post)
    if t.size == 0:
        return 0.0
    n_pre, n_post = np.isin(t, pre).astype(float), np.isin(t, post).astype(float)
    gaps = np.diff(t, prepend=t[0])
    x = y = total = 0.0
    for gap, a, b in zip(gaps, n_pre, n_post):
        x *= np.exp(-gap / tp)
        y *= np.exp(-gap / tm)
        total += b * Ap * x - a * Am * y
        x += a
        y += b
    return total
