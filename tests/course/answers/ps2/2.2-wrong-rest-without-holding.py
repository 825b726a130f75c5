# about: spikes are forbidden during t_ref, but V charges on
# score: 17
# hint: V stays at V_R for t_ref
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    V, last, times = EL, -np.inf, []
    for k in range(len(I)):
        V += dt * (-gL * (V - EL) + I[k]) / C
        if V >= VT and (k + 1) * dt - last >= tref:
            last = (k + 1) * dt
            times.append(last)
            V = VR
    return np.array(times)
