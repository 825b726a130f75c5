# about: spike times interpolated within the step
# score: 30
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        before = V
        V_inf = EL + i / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times.append((k + (VT - before) / (V - before)) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)
