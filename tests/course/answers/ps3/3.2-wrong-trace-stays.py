# about: a trace decays at the spikes of its own train only
# score: 2
# hint: The traces do not decay
# hint: A trace stays as it was
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    total = 0.0
    for A, tau, first, then in (Ap, tp, pre, post), (-Am, tm, post, pre):
        trace, k = 0.0, 0
        for t in then:
            while k < len(first) and first[k] < t:
                trace = trace * np.exp(-(first[k] - first[k - 1]) / tau) + 1 if k else 1.0
                k += 1
            total += A * trace
    return total
