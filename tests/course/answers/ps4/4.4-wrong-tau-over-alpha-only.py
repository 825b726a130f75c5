# about: alpha shortens the tail and no more
# score: 16
# hint: what it lacks, vth - Vp, is lost
import numpy as np
def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    tau = (tau_pre if Dt > 0 else tau_post) / alpha
    s, th = max(abs(Dt) - delta, 0), min(abs(Dt), delta)
    return np.sign(Dt) * Vt * tau * (1 - np.exp(-th / tau)) * np.exp(-s / tau)
