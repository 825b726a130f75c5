# about: shares first, with the share clipped where it is used; all currents at the end
# score: 30
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off = 100, 16_000
    k = 1e-10 * 1e-4 * R_on / 1e-8**2
    x = [float(x0)]
    for volts in v[:-1]:
        x += [float(np.clip(x[-1] + dt * k * volts / (R_on * x[-1] + R_off * (1 - x[-1])), 0, 1))]
    x = np.array(x)
    return v / (R_off + (R_on - R_off) * x), x
