# about: the formula below the threshold too, without min
# score: 12
# hint: A RESET below the threshold lets f rise
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif size >= 0:
            m = np.log(size / I_m) / np.log(I_max / I_m)
            f = max(1 - m, 0)
    return f
