# about: the sums of least squares by hand, plain Python
# score: 20
from math import exp, log


def fit_drift(t, G, t0):
    x, y = [log(a / t0) for a in t], [log(g) for g in G]
    mx, my = sum(x) / len(x), sum(y) / len(y)
    b = sum((p - mx) * (q - my) for p, q in zip(x, y)) / sum((p - mx) ** 2 for p in x)
    return exp(my - b * mx), -b
