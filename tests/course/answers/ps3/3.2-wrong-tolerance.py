# about: spikes less than a tenth of a millisecond apart are taken for one time
# score: 23
# hint: Spikes 0.005 ms apart are taken for spikes at one time
import math


def stdp_sum(pre, post, Ap, Am, tp, tm):
    events = sorted([(t, 0) for t in pre] + [(t, 1) for t in post])
    x = y = total = last = 0.0
    k = 0
    while k < len(events):
        t = events[k][0]
        x *= math.exp(-(t - last) / tp)
        y *= math.exp(-(t - last) / tm)
        last = t
        n = [0, 0]
        while k < len(events) and events[k][0] - t < 1e-4:
            n[events[k][1]] += 1
            k += 1
        total += n[1] * Ap * x - n[0] * Am * y
        x += n[0]
        y += n[1]
    return total
