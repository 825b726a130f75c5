# about: Gauss's nodes between the ends of the ride
# score: 25
import numpy as np
def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    if Dt == 0:
        return 0.0
    tau = tau_pre if Dt > 0 else tau_post
    s, th = max(abs(Dt) - delta, 0), min(abs(Dt), delta)
    if Vp + Vt * np.exp(-s / tau) <= vth:
        return 0.0
    if Vp < vth:
        th = min(th, tau * np.log(Vt / (vth - Vp)) - s)
    x, w = np.polynomial.legendre.leggauss(40)
    u = s + th * (x + 1) / 2
    return float(np.sign(Dt) * th / 2 * np.sum(w * np.maximum(Vp + Vt * np.exp(-u / tau) - vth, 0) ** alpha))
