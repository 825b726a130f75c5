# about: the difference the other way round
# score: 0
# hint: The sign is reversed
def crossover_rate(p_clock, n, e_event, p_leak):
    return (p_leak - p_clock) / (n * e_event)
