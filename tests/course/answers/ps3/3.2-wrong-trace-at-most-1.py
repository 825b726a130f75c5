# about: a trace that never rises above 1
# score: 7
# hint: never rises above 1
def stdp_sum(pre, post, Ap, Am, tp, tm):
    import math

    ev = sorted([(float(t), 0) for t in pre] + [(float(t), 1) for t in post])
    x = y = 0.0
    tot = 0.0
    last = None
    for t, k in ev:
        if last is not None:
            x *= math.exp((last - t) / tp)
            y *= math.exp((last - t) / tm)
        last = t
        if k:
            tot += Ap * x
            y = min(1, y + 1)
        else:
            tot -= Am * y
            x = min(1, x + 1)
    return tot
