# about: Heun's method; spike times at the start of the step
# score: 30
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    def slope(V, i):
        return (-gL * (V - EL) + i) / C

    V, free, times = EL, 0.0, []
    for k, i in enumerate(I):
        t = k * dt
        if t < free:
            continue
        first = slope(V, i)
        V = V + dt * (first + slope(V + dt * first, i)) / 2
        if V >= VT:
            times.append(t)
            V, free = VR, t + dt + tref
    return np.asarray(times)
