# about: the loop begins at the second spike
# score: 2
# hint: does the first spike leave a trace
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    events = sorted([(t, 0) for t in pre] + [(t, 1) for t in post])
    x = y = total = 0.0
    for k in range(1, len(events)):
        t, who = events[k]
        x *= np.exp(-(t - events[k - 1][0]) / tp)
        y *= np.exp(-(t - events[k - 1][0]) / tm)
        if who == 0:
            total -= Am * y
            x += 1
        else:
            total += Ap * x
            y += 1
    return total
