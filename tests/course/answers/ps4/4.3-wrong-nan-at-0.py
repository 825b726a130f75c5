# about: the logarithm of 0
# score: 20
# hint: Not a number below the threshold
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif size >= 0:
            m = np.log(size / I_m) / np.log(I_max / I_m)
            f = np.clip(np.minimum(f, 1 - m) + 0 * m, 0, 1)
    return f
