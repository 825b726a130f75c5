# about: pairs within forty time constants: what is left out is below 1e-17
# score: 30
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    tot = 0.0
    far = 40 * max(tp, tm)
    post = np.asarray(post)
    for t in pre:
        i, j = np.searchsorted(post, [t - far, t + far])
        d = post[i:j] - t
        tot += Ap * np.exp(-d[d > 0] / tp).sum() - Am * np.exp(d[d < 0] / tm).sum()
    return tot
