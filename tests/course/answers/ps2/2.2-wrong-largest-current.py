# about: one current for the whole run, the largest
# score: 24
# hint: It fires before the current is switched on
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    strongest = max(I)
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            continue
        V_inf = EL + strongest / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times.append((k + 1) * dt)
            V = VR
            rest = round(tref / dt)
    return np.array(times)
