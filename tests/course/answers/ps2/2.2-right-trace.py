# about: keeps the whole voltage trace and finds the spikes in it
# score: 30
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    V = np.empty(len(I) + 1)
    V[0] = EL
    spiked = np.zeros(len(I), dtype=bool)
    hold = int(round(tref / dt))
    until = 0
    for k in range(len(I)):
        if k < until:
            V[k + 1] = VR
        else:
            V[k + 1] = V[k] + dt / C * (gL * (EL - V[k]) + I[k])
            if V[k + 1] >= VT:
                spiked[k] = True
                V[k + 1] = VR
                until = k + 1 + hold
    return (np.flatnonzero(spiked) + 1) * dt
