# about: returns milliseconds
# score: 4
# hint: These are milliseconds
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V_inf = EL + i / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times.append((k + 1) * dt)
            V = VR
            rest = round(tref / dt)
    return 1e3 * np.array(times)
