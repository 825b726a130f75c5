# about: a RESET melts what the strongest so far melted
# score: 21
# hint: A RESET melts here what the strongest so far has melted
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    most = 0.0
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif size > I_m:
            m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
            most = max(most, m)
            f = min(f, 1 - most)
    return f
