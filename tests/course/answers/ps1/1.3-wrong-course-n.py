# about: 10 000 neurons, always
# score: 11
# hint: another pair of machines
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0.0, (p_clock - p_leak) / (10_000 * e_event))
