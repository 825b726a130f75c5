# about: the leak subtracted twice
# score: 19
# hint: The leak is subtracted twice
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, (p_clock - 2 * p_leak) / (n * e_event))
