# about: no NumPy, both pulses in turn
# score: 25
from math import exp
def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def u(t, tau):
        return 0 if t < 0 else Vp if t < delta else -Vt * exp(-(t - delta) / tau)
    total, n = 0.0, 1500
    for a in {0.0, Dt}:
        for k in range(n):
            t = a + (k + 0.5) * delta / n
            if a == 0.0 or not 0 <= t < delta:
                v = u(t - Dt, tau_post) - u(t, tau_pre)
                z = abs(v) - vth
                if z > 0:
                    total += (1 if v > 0 else -1) * z ** alpha * delta / n
    return total
