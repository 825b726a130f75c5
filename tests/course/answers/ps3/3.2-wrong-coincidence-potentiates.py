# about: events sorted, pre first: spikes at one time strengthen
# score: 26
# hint: They strengthen the synapse here
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
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
