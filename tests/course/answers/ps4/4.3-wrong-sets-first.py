# about: all SETs, then all RESETs
# score: 21
# hint: all of them are applied before the RESETs
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    for kind, size in sorted(pulses, key=lambda pulse: pulse[0], reverse=True):
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif size > I_m:
            m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
            f = min(f, 1 - m)
    return f
