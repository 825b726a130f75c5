# about: the leak once for each neuron, never negative
# score: 11
# hint: The rate is 0 although the leak is smaller
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0.0, (p_clock - n * p_leak) / (n * e_event))
