# about: the integral by hand, where it can be done
# score: 25
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    tau, far = (tau_pre if Dt > 0 else tau_post), abs(Dt)
    start, length, short = max(far - delta, 0), min(far, delta), vth - Vp
    if alpha == 1 and short > 0:
        end = min(start + length, max(tau * np.log(Vt / short), 0))
        gain = max(Vt * tau * (np.exp(-start / tau) - np.exp(-end / tau)) - short * (end - start), 0) if end > start else 0
    else:
        n = alpha
        gain = Vt**n * tau / n * (1 - np.exp(-n * length / tau)) * np.exp(-n * start / tau)
    return np.sign(Dt) * gain
