# about: merged with heapq, additions put off
# score: 30
import heapq


def stdp_sum(pre, post, Ap, Am, tp, tm):
    ev = list(heapq.merge([(float(t), 0) for t in pre], [(float(t), 1) for t in post]))
    x = y = 0.0
    tot = 0.0
    last = None
    addx = addy = 0
    import math

    for t, k in ev:
        if last is not None and t != last:
            x = (x + addx) * math.exp((last - t) / tp)
            y = (y + addy) * math.exp((last - t) / tm)
            addx = addy = 0
        last = t
        if k:
            tot += Ap * x
            addy += 1
        else:
            tot -= Am * y
            addx += 1
    return tot
