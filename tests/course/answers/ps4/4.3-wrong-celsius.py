# about: kelvin taken for degrees Celsius
# score: 10
# hint: The temperatures are in kelvin already
import numpy as np
def pcm_program(f, pulses):
    I_max, I_m = 0.7e-3, np.sqrt((890 - 273 - 300) / 4.8e9)
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-2e7 * size)
        else:
            m = min(max(np.log(size / I_m) / np.log(I_max / I_m), 0), 1) if size > 0 else 0
            f = min(f, 1 - m)
    return f
