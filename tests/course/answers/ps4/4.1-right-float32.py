# about: single precision
# score: 30
import numpy as np
def hp_simulate(v, dt, x0):
    v = np.asarray(v, np.float32)
    x = np.empty(len(v), np.float32)
    s = x0
    for n in range(len(v)):
        x[n] = s
        s = min(max(s + 1e4 * float(v[n]) / (100 * s + 16e3 * (1 - s)) * dt, 0), 1)
    return v / (100 * x + 16e3 * (1 - x)), x
