# about: spikes of all neurons, then of one
# score: 35
import numpy as np


def crossover_rate(p_clock, n, e_event, p_leak):
    spikes = np.maximum(p_clock - p_leak, 0) / e_event
    return spikes / n
