# about: any RESET makes all glass
# score: 6
# hint: All is glass after any RESET here
# hint: below the current that begins to melt nothing happens
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif True:
            m = 1
            f = 0.0
    return f
