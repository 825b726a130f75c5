# about: spikes of all neurons, negative too
# score: 0
# hint: divide by n
# hint: A rate is not negative
def crossover_rate(p_clock, n, e_event, p_leak):
    return (p_clock - p_leak) / e_event
