# about: a trace at its own spikes, then looked up by searchsorted
# score: 30
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    def side(first, then, tau):
        if len(first) == 0 or len(then) == 0:
            return 0.0
        trace, value = np.empty(len(first)), 0.0
        for k in range(len(first)):
            value = 1.0 + (value * np.exp(-(first[k] - first[k - 1]) / tau) if k else 0.0)
            trace[k] = value
        k = np.searchsorted(first, then, side="left") - 1
        seen = k >= 0
        return float((trace[k[seen]] * np.exp(-(then[seen] - first[k[seen]]) / tau)).sum())

    return Ap * side(pre, post, tp) - Am * side(post, pre, tm)
