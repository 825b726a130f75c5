# about: the trapezoidal rule over all of it, tails too
# score: 25
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    t = np.arange(min(0, Dt) - delta, max(0, Dt) + delta + 3 * max(tau_pre, tau_post), delta / 1500)
    u = [np.where(s < 0, 0, np.where(s < delta, Vp, -Vt * np.exp((delta - np.maximum(s, delta)) / tau)))
         for s, tau in ((t, tau_pre), (t - Dt, tau_post))]
    v = u[1] - u[0]
    rate = np.where(np.abs(v) > vth, np.sign(v) * np.abs(np.abs(v) - vth) ** alpha, 0)
    return np.trapezoid(rate, t)
