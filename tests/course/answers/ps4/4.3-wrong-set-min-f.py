# about: SET as the mirror of RESET: max(f, what it makes of glass)
# score: 15
# hint: Only the last pulse counts
import numpy as np
def pcm_program(f, pulses):
    I_max, I_m = 0.7e-3, np.sqrt(590 / 4.8e9)
    for kind, size in pulses:
        if kind == "set":
            f = max(f, 1 - np.exp(-2e7 * size))
        else:
            m = min(max(np.log(size / I_m) / np.log(I_max / I_m), 0), 1) if size > 0 else 0
            f = min(f, 1 - m)
    return f
