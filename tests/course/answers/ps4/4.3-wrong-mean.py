# about: half of what melts becomes glass
# score: 6
# hint: A RESET melts half
import numpy as np
def pcm_program(f, pulses):
    I_max, I_m = 0.7e-3, np.sqrt(590 / 4.8e9)
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-2e7 * size)
        else:
            m = min(max(np.log(size / I_m) / np.log(I_max / I_m), 0), 1) if size > 0 else 0
            f = (f + min(f, 1 - m)) / 2
    return f
