# about: the closed form of the flux over the whole run
# score: 24
# hint: Not a number
import numpy as np


def hp_simulate(v, dt, x0):
    R_on, R_off, D, mu_v = 100.0, 16e3, 10e-9, 1e-14
    k = mu_v * R_on / D**2
    i, x = np.zeros(len(v)), np.zeros(len(v))
    M_0 = R_on * x0 + R_off * (1 - x0)
    flux = dt * (np.cumsum(v) - v)
    M = np.sqrt(M_0**2 - 2 * k * (R_off - R_on) * flux)
    return v / M, (R_off - M) / (R_off - R_on)
