# about: V is never set back and there is no rest: a spike in every step
# score: 4
# hint: V is not set back to V_R at a spike, so the neuron fires again as soon as it may. And t_ref is left out
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
    return np.array(times)
