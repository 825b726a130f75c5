# about: a mean over time
# score: 0
# hint: a mean over time
import numpy as np
def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def spike(t, tau):
        return np.where(t < 0, 0.0, np.where(t < delta, Vp, -Vt * np.exp(-np.maximum(t - delta, 0) / tau)))
    change = 0.0
    edges = sorted([0.0, delta, Dt, Dt + delta])
    for start, end in zip(edges, edges[1:]):
        step = (end - start) / 2000
        t = start + step * (np.arange(2000) + 0.5)
        v = spike(t - Dt, tau_post) - spike(t, tau_pre)
        rate = np.sign(v) * np.maximum(np.abs(v) - vth, 0) ** alpha
        change += step * np.sum(rate)
    return change / (edges[-1] - edges[0])
