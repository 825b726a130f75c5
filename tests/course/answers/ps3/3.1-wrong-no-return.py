# about: computes and returns nothing
# score: 0
# hint: None
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    change = np.where(dt > 0, Ap * np.exp(-dt / tp), -Am * np.exp(dt / tm))
