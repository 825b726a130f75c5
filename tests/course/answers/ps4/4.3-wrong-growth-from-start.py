# about: a SET after a RESET starts from the first f
# score: 21
# hint: starts from the f of the very beginning
import numpy as np
def pcm_program(f, pulses):
    I_max, I_m = 0.7e-3, np.sqrt(590 / 4.8e9)
    start, total = f, 0
    for kind, size in pulses:
        if kind == "set":
            total += size
            f = 1 - (1 - start) * np.exp(-2e7 * total)
        elif size > I_m:
            f = min(f, 1 - min(np.log(size / I_m) / np.log(I_max / I_m), 1))
    return f
