# about: the whole course of the conductance
# score: 0
# hint: The changes for Dt = +5 ms and Dt = -5 ms, result 1 of 2
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def spike(t, tau):
        tail = -Vt * np.exp(-(t - delta) / tau)
        return np.where(t < 0, 0, np.where(t < delta, Vp, tail))

    dt = delta / 1000
    t = np.arange(min(0, Dt), max(0, Dt) + delta, dt) + dt / 2
    v = spike(t - Dt, tau_post) - spike(t, tau_pre)
    beyond = np.maximum(np.abs(v) - vth, 0)
    return np.cumsum(np.sign(v) * beyond**alpha) * dt
