# about: no depression
# score: 6
# hint: Only potentiation is counted
import math


def stdp_sum(pre, post, Ap, Am, tp, tm):
    events = sorted([(t, 0) for t in pre] + [(t, 1) for t in post])
    x = y = total = 0.0
    last = 0.0
    k = 0
    while k < len(events):
        t = events[k][0]
        x *= math.exp(-(t - last) / tp)
        y *= math.exp(-(t - last) / tm)
        last = t
        n = [0, 0]
        while k < len(events) and events[k][0] == t:
            n[events[k][1]] += 1
            k += 1
        total += n[1] * Ap * x - n[0] * 0 * y
        x += n[0]
        y += n[1]
    return total
