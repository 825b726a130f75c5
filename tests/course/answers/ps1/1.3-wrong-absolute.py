# about: takes the sign away
# score: 24
# hint: The sign is taken away
def crossover_rate(p_clock, n, e_event, p_leak):
    return abs(p_clock - p_leak) / (n * e_event)
