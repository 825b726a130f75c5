# about: the front is moved by the power
# score: 12
# hint: by the power v*i
import numpy as np
def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    for n in range(len(v)):
        M = R_on * x0 + R_off * (1 - x0)
        i[n], x[n] = v[n] / M, x0
        x0 = x0 + k * i[n] * v[n] * dt
        x0 = np.clip(x0, 0, 1)
    return i, x
