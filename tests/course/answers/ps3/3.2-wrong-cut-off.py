# about: pairs more than five time constants apart are left out
# score: 19
# hint: Pairs more than five time constants apart are left out
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    total = 0.0
    for t in pre:
        after = post[(post > t) & (post - t <= 5 * tp)] - t
        before = t - post[(post < t) & (t - post <= 5 * tm)]
        total += Ap * np.exp(-after / tp).sum() - Am * np.exp(-before / tm).sum()
    return total
