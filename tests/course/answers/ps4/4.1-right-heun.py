# about: Heun's method, the state kept between 0 and 1
# score: 30
import numpy as np


def hp_simulate(v, dt, x0):
    def speed(x, volts):
        return 1e4 * volts / (100 * x + 16e3 * (1 - x))
    x = np.empty(len(v))
    for n, volts in enumerate(v):
        x[n] = x0
        there = min(max(x0 + dt * speed(x0, volts), 0), 1)
        x0 = min(max(x0 + dt / 2 * (speed(x0, volts) + speed(there, volts)), 0), 1)
    return v / (100 * x + 16e3 * (1 - x)), x
