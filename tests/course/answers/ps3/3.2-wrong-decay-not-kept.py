# about: decays only what is read
# score: 7
# hint: is forgotten
def stdp_sum(pre, post, Ap, Am, tp, tm):
    import math

    ev = sorted([(float(t), 0) for t in pre] + [(float(t), 1) for t in post])
    x = y = 0.0
    tot = 0.0
    last = 0
    for t, k in ev:
        if k:
            tot += Ap * x * math.exp(-(t - last) / tp)
            y += 1
        else:
            tot -= Am * y * math.exp(-(t - last) / tm)
            x += 1
        last = t
    return tot
