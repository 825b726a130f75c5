# about: the leak drives V away from E_L
# score: 0
# hint: The leak has the wrong sign
# hint: fires below the rheobase
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V += dt * (gL * (V - EL) + i) / C
        if V >= VT:
            times.append((k + 1) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)
