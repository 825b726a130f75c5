# about: each presynaptic spike with the postsynaptic ones next to it
# score: 11
# hint: with its next successor only
# hint: Nearest neighbours only
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    k = np.searchsorted(post, pre, side="right")
    after = post[k[k < len(post)]] - pre[k < len(post)]
    k = np.searchsorted(post, pre) - 1
    before = pre[k >= 0] - post[k[k >= 0]]
    return Ap * np.exp(-after / tp).sum() - Am * np.exp(-before / tm).sum()
