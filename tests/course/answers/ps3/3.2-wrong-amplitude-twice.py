# about: the trace jumps by A, and is multiplied by A
# score: 14
# hint: The amplitudes come in twice
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    d = np.subtract.outer(np.asarray(post), np.asarray(pre))
    return Ap**2 * np.exp(-d[d > 0] / tp).sum() - Am**2 * np.exp(d[d < 0] / tm).sum()
