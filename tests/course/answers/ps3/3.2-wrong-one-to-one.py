# about: spikes paired by their number
# score: 7
# hint: paired one to one
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    n = min(len(pre), len(post))
    dt = np.asarray(post)[:n] - np.asarray(pre)[:n]
    return float(Ap * np.exp(-dt[dt > 0] / tp).sum() - Am * np.exp(dt[dt < 0] / tm).sum())
