# about: 0.35 mA for the current that begins to melt
# score: 15
# hint: I_m is rounded too far
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = 0.35e-3, 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif size > I_m:
            m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
            f = min(f, 1 - m)
    return f
