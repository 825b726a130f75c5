# about: (x + |x|)/2
# score: 35
def crossover_rate(p_clock, n, e_event, p_leak):
    rest = p_clock - p_leak
    return (rest + abs(rest)) / 2 / (n * e_event)
