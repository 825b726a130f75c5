# about: Euler left out: the square of M falls evenly with the flux
# score: 30
import numpy as np
def hp_simulate(v, dt, x0):
    a, b, k = 100.0, 16000.0, 1e4
    M2, out = (b - (b - a) * x0) ** 2, []
    for each in v:
        out.append(M2)
        M2 = min(max(M2 - 2 * k * (b - a) * each * dt, a * a), b * b)
    M = np.sqrt(np.array(out))
    return np.asarray(v) / M, (b - M) / (b - a)
