# about: the first pulse, then the rest
# score: 25
import numpy as np


def pcm_program(f, pulses):
    if not pulses:
        return f
    (kind, size), *rest = pulses
    T = 300 + 4.8e9 * size**2
    if kind == "set":
        f = 1 - (1 - f) * np.exp(-2e7 * size)
    elif T > 890:
        m = np.log((T - 300) / 590) / np.log(4.8e9 * 0.7e-3**2 / 590)
        f = max(min(f, 1 - m), 0.0)
    return pcm_program(f, rest)
