# about: V_T - V_R subtracted at a spike instead of V set to V_R
# score: 24
# hint: it does not subtract V_T - V_R
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
            V -= VT - VR
            rest = round(tref / dt)
    return np.array(times)
