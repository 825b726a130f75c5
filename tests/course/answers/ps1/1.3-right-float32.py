# about: numbers of single precision
# score: 35
import numpy as np


def crossover_rate(p_clock, n, e_event, p_leak):
    d = np.float32(p_clock) - np.float32(p_leak)
    return max(np.float32(0), d / np.float32(n * e_event))
