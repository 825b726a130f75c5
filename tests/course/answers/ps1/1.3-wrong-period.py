# about: the time between spikes
# score: 11
# hint: This is a time between spikes
def crossover_rate(p_clock, n, e_event, p_leak):
    return n * e_event / (p_clock - p_leak) if p_leak < p_clock else 0.0
