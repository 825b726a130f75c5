# about: np.clip
# score: 35
import numpy as np


def crossover_rate(p_clock, n, e_event, p_leak):
    return np.clip((p_clock - p_leak) / (n * e_event), 0, None)
