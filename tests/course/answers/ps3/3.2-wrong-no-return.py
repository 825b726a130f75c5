# about: computes and returns nothing
# score: 0
# hint: None
import numpy as np


def stdp_sum(pre, post, Ap, Am, tp, tm):
    total = 0.0
