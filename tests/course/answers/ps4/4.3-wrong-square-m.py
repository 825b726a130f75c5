# about: m linear in the temperature
# score: 15
# hint: not with its square
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif size > I_m:
            m = min((size**2 - I_m**2) / (I_max**2 - I_m**2), 1.0)
            f = min(f, 1 - m)
    return f
