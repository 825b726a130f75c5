# about: V is never set back; it stays where it is while the neuron rests
# score: 4
# hint: V is not set back to V_R at a spike
# hint: With t_ref = 0 it fires in every step
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
            rest = round(tref / dt)
    return np.array(times)
