# about: takes the first spike of either train
# score: 28
# hint: stops with IndexError
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    t0 = min(pre[0], post[0])
    events = sorted([(t, 0) for t in pre] + [(t, 1) for t in post])
    x = y = total = 0.0
    k, last = 0, t0
    while k < len(events):
        t, n = events[k][0], [0, 0]
        x, y, last = x * np.exp(-(t - last) / tp), y * np.exp(-(t - last) / tm), t
        while k < len(events) and events[k][0] == t:
            n[events[k][1]] += 1
            k += 1
        total += n[1] * Ap * x - n[0] * Am * y
        x, y = x + n[0], y + n[1]
    return total
