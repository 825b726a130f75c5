# about: differences of neighbours in the merged train alone
# score: 7
# hint: Only the two spikes nearest to each other form a pair
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    times = np.concatenate([pre, post])
    who = np.concatenate([np.zeros(len(pre)), np.ones(len(post))])
    order = np.argsort(times, kind="stable")
    times, who = times[order], who[order]
    gap, step = np.diff(times), np.diff(who)
    return (Ap * np.exp(-gap / tp) * (step > 0) * (gap > 0)).sum() - (Am * np.exp(-gap / tm) * (step < 0) * (gap > 0)).sum()
