# about: prints the change
# score: 0
# hint: None
import numpy as np


def stdp_kernel(dt, Ap, Am, tp, tm):
    print(np.where(dt > 0, Ap * np.exp(-dt / tp), -Am * np.exp(dt / tm)))
