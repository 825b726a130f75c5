# about: the integral by hand
# score: 25
import numpy as np


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    tau, far = (tau_pre if Dt > 0 else tau_post), abs(Dt)
    start, length, short = max(far - delta, 0), min(far, delta), vth - Vp
    if short > 0:  # alpha is 1 or 2 then
        end = max(start, min(start + length, tau * np.log(Vt / short)))
        first, second = (Vt**n * tau / n * (np.exp(-n * start / tau) - np.exp(-n * end / tau)) for n in (1, 2))
        gain = first - short * (end - start) if alpha == 1 else second - 2 * short * first + short**2 * (end - start)
    else:
        n = alpha
        gain = Vt**n * tau / n * (1 - np.exp(-n * length / tau)) * np.exp(-n * start / tau)
    return np.sign(Dt) * gain
