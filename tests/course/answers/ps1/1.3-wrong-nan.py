# about: no answer where they never meet
# score: 24
# hint: Not a number
import numpy as np


def crossover_rate(p_clock, n, e_event, p_leak):
    return (p_clock - p_leak) / (n * e_event) if p_leak < p_clock else np.nan
