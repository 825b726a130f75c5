# about: the difference the wrong way round, cut off at 0
# score: 0
# hint: or the difference the wrong way round
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, (p_leak - p_clock) / (n * e_event))
