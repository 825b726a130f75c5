# about: each postsynaptic spike with the presynaptic ones next to it
# score: 11
# hint: with its last predecessor only
# hint: Nearest neighbours only
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    k = np.searchsorted(pre, post) - 1
    before = post[k >= 0] - pre[k[k >= 0]]
    k = np.searchsorted(pre, post, side="right")
    after = pre[k[k < len(pre)]] - post[k < len(pre)]
    return Ap * np.exp(-before / tp).sum() - Am * np.exp(-after / tm).sum()
