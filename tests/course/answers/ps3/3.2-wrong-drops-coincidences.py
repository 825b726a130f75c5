# about: spikes that come together are taken out of both trains
# score: 26
# hint: left out altogether
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    both = np.intersect1d(pre, post)
    pre, post = np.setdiff1d(pre, both), np.setdiff1d(post, both)
    events = sorted([(t, 0) for t in pre] + [(t, 1) for t in post])
    x = y = total = last = 0.0
    for t, who in events:
        x, y, last = x * np.exp(-(t - last) / tp), y * np.exp(-(t - last) / tm), t
        if who == 0:
            total -= Am * y
            x += 1
        else:
            total += Ap * x
            y += 1
    return total
