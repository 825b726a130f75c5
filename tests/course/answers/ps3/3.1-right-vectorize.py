# about: math.exp one by one, through np.vectorize
# score: 20
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    import math
    def one(x):
        if x > 0:
            return Ap * math.exp(-x / tp)
        if x < 0:
            return -Am * math.exp(x / tm)
        return 0.0
    return np.vectorize(one, otypes=[float])(dt)
