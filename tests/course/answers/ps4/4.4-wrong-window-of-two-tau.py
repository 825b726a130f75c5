# about: 0 beyond two time constants
# score: 19
# hint: Nothing changes
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def spike(t, tau):
        tail = -Vt * np.exp(-(t - delta) / tau)
        return np.where(t < 0, 0, np.where(t < delta, Vp, tail))

    if abs(Dt) > delta + 2 * (tau_pre if Dt > 0 else tau_post):
        return 0.0
    dt = delta / 1000
    t = np.arange(min(0, Dt), max(0, Dt) + delta, dt) + dt / 2
    v = spike(t - Dt, tau_post) - spike(t, tau_pre)
    beyond = np.maximum(np.abs(v) - vth, 0)
    return np.sum(np.sign(v) * beyond**alpha) * dt
