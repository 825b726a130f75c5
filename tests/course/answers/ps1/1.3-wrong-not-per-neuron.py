# about: spikes of all neurons
# score: 11
# hint: divide by n
# hint: divide by n
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0.0, (p_clock - p_leak) / e_event)
