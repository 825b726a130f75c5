# about: what the pulse lacks is subtracted all along
# score: 16
# hint: Beyond the end of the window the change has the other sign
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def spike(t, tau):
        tail = -Vt * np.exp(-(t - delta) / tau)
        return np.where(t < 0, 0, np.where(t < delta, Vp, tail))

    dt = delta / 1000
    t = np.arange(min(0, Dt), max(0, Dt) + delta, dt) + dt / 2
    v = spike(t - Dt, tau_post) - spike(t, tau_pre)
    beyond = np.maximum(np.abs(v) - vth, 0)
    tau, far = (tau_pre if Dt > 0 else tau_post), max(abs(Dt) - delta, 0)
    length = min(abs(Dt), delta)
    return np.sign(Dt) * (Vt**alpha * tau / alpha * (1 - np.exp(-alpha * length / tau)) * np.exp(-alpha * far / tau) - (vth - Vp) * length)
