# about: np.vectorize, which takes its type from the first result, a whole 0
# score: 17
# hint: np.vectorize takes the type of its first result
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    def one(d):
        if d == 0:
            return 0
        return Ap * np.exp(-d / tp) if d > 0 else -Am * np.exp(d / tm)

    return np.vectorize(one)(dt)
