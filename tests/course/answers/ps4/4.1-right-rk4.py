# about: Runge and Kutta, results in one array
# score: 30
import numpy as np
def hp_simulate(v, dt, x0):
    f = lambda x, u: 1e4 * u / (100 * x + 16e3 * (1 - x))
    i, x = [], []
    for u in v:
        x.append(x0); i.append(u / (100 * x0 + 16e3 * (1 - x0)))
        c = lambda z: min(max(z, 0.0), 1.0)
        a = f(x0, u); b = f(c(x0 + a * dt / 2), u); d = f(c(x0 + b * dt / 2), u); e = f(c(x0 + d * dt), u)
        x0 = c(x0 + dt / 6 * (a + 2 * b + 2 * d + e))
    return np.array([i, x])
