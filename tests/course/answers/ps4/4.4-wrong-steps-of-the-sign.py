# about: a fixed speed beyond the threshold
# score: 0
# hint: The device moves at a fixed speed
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def spike(t, tau):
        tail = -Vt * np.exp(-(t - delta) / tau)
        return np.where(t < 0, 0, np.where(t < delta, Vp, tail))

    dt = delta / 1000
    t = np.arange(min(0, Dt), max(0, Dt) + delta, dt) + dt / 2
    v = spike(t - Dt, tau_post) - spike(t, tau_pre)
    beyond = 1.0 * (np.abs(v) > vth)
    return np.sum(np.sign(v) * beyond**alpha) * dt
