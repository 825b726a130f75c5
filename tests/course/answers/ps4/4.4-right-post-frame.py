# about: time counted from the post spike, positive parts on both sides
# score: 25
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    h = delta / 2000
    t = np.arange(-abs(Dt) - delta, abs(Dt) + 2 * delta, h) + h / 3
    def u(t, tau):
        return np.piecewise(t, [t < 0, (t >= 0) & (t < delta)], [0, Vp, lambda t: -Vt * np.exp(-(t - delta) / tau)])
    v = u(t, tau_post) - u(t + Dt, tau_pre)
    up, down = np.clip(v - vth, 0, None), np.clip(-v - vth, 0, None)
    return float(h * (up**alpha - down**alpha).sum())
