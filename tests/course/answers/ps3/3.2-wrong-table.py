# about: a table of all pairs, which cannot hold the long trains
# score: 26
# hint: A table of all pairs does not fit into memory
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    if len(pre) * len(post) > 1e9:
        raise MemoryError("Unable to allocate an array for all pairs")
    dt = post[None, :] - pre[:, None]
    return (np.sign(dt) * np.where(dt > 0, Ap * np.exp(-np.abs(dt) / tp), Am * np.exp(-np.abs(dt) / tm))).sum()
