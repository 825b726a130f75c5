# about: m clipped, no question asked
# score: 25
import numpy as np


def pcm_program(f, pulses):
    I_m = ((890 - 300) / 4.8e9) ** 0.5
    for kind, size in pulses:
        if kind == "reset":
            m = np.clip(np.log(max(size, 1e-12) / I_m) / np.log(0.7e-3 / I_m), 0, 1)
            f = np.minimum(f, 1 - m)
        else:
            f += (1 - f) * -np.expm1(-2e7 * size)
    return f
