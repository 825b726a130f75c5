# about: Euler steps of 1 ms
# score: 6
# hint: less than 10 %
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    if not len(pre) or not len(post):
        return 0.0
    t0 = min(pre[0], post[0])
    n = int((max(pre[-1], post[-1]) - t0) / 1e-3) + 2
    a = np.zeros(n)
    b = np.zeros(n)
    np.add.at(a, np.round((pre - t0) / 1e-3).astype(int), 1)
    np.add.at(b, np.round((post - t0) / 1e-3).astype(int), 1)
    x = y = tot = 0.0
    for i in range(n):
        x -= x * 1e-3 / tp
        y -= y * 1e-3 / tm
        tot += b[i] * Ap * x - a[i] * Am * y
        x += a[i]
        y += b[i]
    return tot
