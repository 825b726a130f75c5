# about: both sides as a pair
# score: 0
# hint: The changes for dt = +10 ms and dt = -10 ms, result 1 of 2
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    return Ap * np.exp(-dt / tp), -Am * np.exp(dt / tm)
