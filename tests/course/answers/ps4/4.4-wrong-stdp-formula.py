# about: the window of problem set 3, with the height of this one
# score: 0
# hint: or this is the formula of problem set 3
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def spike(t, tau):
        tail = -Vt * np.exp(-(t - delta) / tau)
        return np.where(t < 0, 0, np.where(t < delta, Vp, tail))

    dt = delta / 1000
    t = np.arange(min(0, Dt), max(0, Dt) + delta, dt) + dt / 2
    v = spike(t - Dt, tau_post) - spike(t, tau_pre)
    beyond = np.maximum(np.abs(v) - vth, 0)
    tau = tau_pre if Dt > 0 else tau_post
    return np.sign(Dt) * Vt * delta * np.exp(-abs(Dt) / tau)
