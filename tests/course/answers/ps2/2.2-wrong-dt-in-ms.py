# about: Euler, with dt in ms beside everything else in SI
# score: 0
# hint: is dV multiplied by dt
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V += 1e3 * dt * (-gL * (V - EL) + i) / C
        if V >= VT:
            times.append((k + 1) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)
