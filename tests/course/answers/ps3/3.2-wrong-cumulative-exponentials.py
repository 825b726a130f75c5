# about: cumulative sums of exp(t/tau), which overflow
# score: 26
# hint: Not a number for a long record
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    def side(first, then, tau):
        if len(first) == 0 or len(then) == 0:
            return 0.0
        up = np.append(0.0, np.cumsum(np.exp(first / tau)))
        return (up[np.searchsorted(first, then)] * np.exp(-then / tau)).sum()

    return Ap * side(pre, post, tp) - Am * side(post, pre, tm)
