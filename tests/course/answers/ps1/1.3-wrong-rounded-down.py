# about: whole hertz
# score: 19
# hint: The rate is rounded
def crossover_rate(p_clock, n, e_event, p_leak):
    return int(max(0, (p_clock - p_leak) / (n * e_event)))
