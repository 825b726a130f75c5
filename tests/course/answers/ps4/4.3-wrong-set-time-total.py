# about: each SET lasts as long as all before it too
# score: 15
# hint: as long as all before it too
import numpy as np
def pcm_program(f, pulses):
    I_max, I_m = 0.7e-3, np.sqrt(590 / 4.8e9)
    total = 0
    for kind, size in pulses:
        if kind == "set":
            total += size
            f = 1 - (1 - f) * np.exp(-2e7 * total)
        elif size > I_m:
            f = min(f, 1 - min(np.log(size / I_m) / np.log(I_max / I_m), 1))
    return f
