# about: a rate in radians a second
# score: 11
# hint: There is no 2*pi
import numpy as np


def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, (p_clock - p_leak) / (n * e_event) / (2 * np.pi))
