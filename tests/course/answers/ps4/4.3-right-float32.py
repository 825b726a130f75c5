# about: single precision, of the glass
# score: 25
import numpy as np
def pcm_program(f, pulses):
    I_m = np.float32((590 / 4.8e9) ** 0.5)
    g = np.float32(1 - f)
    for kind, size in pulses:
        if kind == "set":
            g = g * np.exp(np.float32(-2e7 * size))
        elif size > I_m:
            g = max(g, min(np.log(np.float32(size) / I_m) / np.log(np.float32(0.7e-3) / I_m), np.float32(1)))
    return 1 - g
