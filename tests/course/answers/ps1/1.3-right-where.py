# about: np.where
# score: 35
import numpy as np


def crossover_rate(p_clock, n, e_event, p_leak):
    return np.where(p_leak < p_clock, (p_clock - p_leak) / n / e_event, 0)
