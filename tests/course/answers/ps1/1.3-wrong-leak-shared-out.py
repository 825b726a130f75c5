# about: the leak shared out over the neurons
# score: 8
# hint: not shared out over the neurons
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0.0, (p_clock - p_leak / n) / (n * e_event))
