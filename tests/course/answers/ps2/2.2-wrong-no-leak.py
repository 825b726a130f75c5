# about: a perfect integrator
# score: 0
# hint: The leak is missing
# hint: the leak, -gL*(V - EL)
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V += dt * i / C
        if V >= VT:
            times.append((k + 1) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)
