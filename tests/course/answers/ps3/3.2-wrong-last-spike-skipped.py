# about: the last spike of either train left out
# score: 2
# hint: Nothing is left after 15 ms
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    d = np.subtract.outer(post[:-1], pre[:-1])
    return Ap * np.exp(-d[d > 0] / tp).sum() - Am * np.exp(d[d < 0] / tm).sum()
