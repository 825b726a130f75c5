# about: arrays of no dimension, the temperature compared
# score: 25
import numpy as np
def pcm_program(f, pulses):
    f = np.array(f)
    for p in list(pulses):
        if p[0][0] == "s":
            f = -np.expm1(np.log1p(-f) - 2e7 * p[1]) if f < 1 else f
        else:
            T = 300 + 2.4e6 * 2e3 * p[1] ** 2
            if T > 890:
                f = np.minimum(f, np.clip(1 - 0.5 * np.log((T - 300) / 590) / np.log(0.7e-3 / np.sqrt(590 / 4.8e9)), 0, 1))
    return float(f)
