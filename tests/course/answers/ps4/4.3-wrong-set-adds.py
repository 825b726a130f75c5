# about: what grows in glass is added
# score: 15
# hint: What a pulse makes of pure glass is added each time
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            f = f + 1 - np.exp(-K * size)
        elif size > I_m:
            m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
            f = min(f, 1 - m)
    return f
