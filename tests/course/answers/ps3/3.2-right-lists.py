# about: plain lists, and a sum of many small ones by math.fsum
# score: 30
def stdp_sum(pre, post, Ap, Am, tp, tm):
    import math
    parts = []
    for A, tau, first, then in (Ap, tp, list(pre), list(post)), (-Am, tm, list(post), list(pre)):
        trace, last, k = 0.0, 0.0, 0
        for t in then:
            while k < len(first) and first[k] < t:
                trace = trace * math.exp(-(first[k] - last) / tau) + 1 if k else 1.0
                last = first[k]
                k += 1
            if k:
                parts.append(A * trace * math.exp(-(t - last) / tau))
    return math.fsum(parts)
