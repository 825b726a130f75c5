# about: looks for upward crossings and never sets V back
# score: 10
# hint: It fires once and never again
# hint: at most once when t_ref is 0
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    decay = float(np.exp(-dt * gL / C))
    V, times = EL, []
    for k in range(len(I)):
        V_inf = EL + I[k] / gL
        new = V_inf + (V - V_inf) * decay
        if V < VT <= new:
            times.append((k + 1) * dt)
        V = new
    return np.array(times)
