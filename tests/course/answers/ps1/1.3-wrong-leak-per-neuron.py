# about: the leak once for each neuron
# score: 0
# hint: does not come once for each neuron
# hint: A rate is not negative
def crossover_rate(p_clock, n, e_event, p_leak):
    return (p_clock - n * p_leak) / (n * e_event)
