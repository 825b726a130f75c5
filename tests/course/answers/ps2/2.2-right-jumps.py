# about: jumps from spike to spike where the current is constant
# score: 30
import numpy as np


def lif_simulate(I, dt, C, gL, EL, VT, VR, tref):
    tau = C / gL
    times, V, k = [], EL, 0
    while k < len(I):
        changes = np.flatnonzero(I[k:] != I[k])
        end = k + changes[0] if changes.size else len(I)
        drive = EL + I[k] / gL
        wait = tau * np.log((drive - V) / (drive - VT)) if drive > VT else np.inf
        if k * dt + wait <= end * dt:
            spike = k * dt + wait
            times.append(spike)
            V, k = VR, int(np.ceil((spike + tref) / dt))
        else:
            V, k = drive + (V - drive) * np.exp(-(end - k) * dt / tau), end
    return np.array(times)
