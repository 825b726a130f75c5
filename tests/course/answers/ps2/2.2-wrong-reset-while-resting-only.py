# about: V is set to V_R in the rest only, so never when t_ref is 0
# score: 23
# hint: set V to V_R at the spike itself
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, rest, times = EL, 0, []
    for k, i in enumerate(I.tolist()):
        if rest > 0:
            rest -= 1
            V = VR
            continue
        V_inf = EL + i / gL
        V = V_inf + (V - V_inf) * decay
        if V >= VT:
            times.append((k + 1) * dt)
            rest = round(tref / dt)
    return np.array(times)
