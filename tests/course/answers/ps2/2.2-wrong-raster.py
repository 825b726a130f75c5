# about: returns a 0 or 1 for each step
# score: 0
# hint: one value for each step
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, np.zeros(len(I))
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V_inf = EL + i / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times[k] = 1
            V = VR
            rest = round(tref / dt)
    return times
