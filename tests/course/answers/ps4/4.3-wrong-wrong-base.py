# about: m = ln(i/I_max)/ln(I_m/I_max): the share that is left
# score: 6
# hint: This is the share that melts
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif size > I_m:
            m = np.log(size / I_max) / np.log(I_m / I_max)
            f = min(f, 1 - m)
    return f
