# about: itertools and lists
# score: 30
from itertools import accumulate
def hp_simulate(v, dt, x0):
    M = lambda x: 100 * x + 16e3 * (1 - x)
    x = list(accumulate(list(v)[:-1], lambda s, u: min(1.0, max(0.0, s + 1e4 * u / M(s) * dt)), initial=x0))
    return [u / M(s) for u, s in zip(v, x)], x
