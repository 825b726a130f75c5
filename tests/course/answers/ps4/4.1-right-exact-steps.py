# about: the closed form over each step
# score: 30
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, k = 100.0, 16e3, 1e4
    M = np.empty(len(v) + 1)
    M[0] = R_on * x0 + R_off * (1 - x0)
    for n, volts in enumerate(v):
        square = M[n] ** 2 - 2 * k * (R_off - R_on) * volts * dt
        M[n + 1] = np.sqrt(np.clip(square, R_on**2, R_off**2))
    return v / M[:-1], (R_off - M[:-1]) / (R_off - R_on)
