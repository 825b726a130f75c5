# about: SciPy's quad from edge to edge
# score: 25
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    from scipy.integrate import quad

    def u(t, tau):
        return 0.0 if t < 0 else Vp if t < delta else -Vt * np.exp(-(t - delta) / tau)

    def flow(t):
        v = u(t - Dt, tau_post) - u(t, tau_pre)
        return np.sign(v) * max(abs(v) - vth, 0) ** alpha

    edges = sorted({0.0, delta, Dt, Dt + delta})
    return sum(quad(flow, a, b, limit=200)[0] for a, b in zip(edges, edges[1:]))
