# about: plain Python, step by step until the tails are gone
# score: 25
import math


def device_stdp(Dt, Vp, Vt, delta, tau_pre, tau_post, vth, alpha=1):
    def u(t, tau):
        if t < 0:
            return 0
        return Vp if t < delta else -Vt * math.exp(-(t - delta) / tau)

    G, h = 0.0, delta / 500
    for start in sorted([0, Dt]):  # while a pulse is on
        for n in range(500):
            t = start + (n + 0.5) * h
            v = u(t - Dt, tau_post) - u(t, tau_pre)
            if start == max(0, Dt) and min(0, Dt) + delta > t:
                continue  # seen already
            if v > vth:
                G += (v - vth) ** alpha * h
            elif v < -vth:
                G -= (-v - vth) ** alpha * h
    return G
