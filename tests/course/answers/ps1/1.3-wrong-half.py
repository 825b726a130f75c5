# about: half of the rate
# score: 11
# hint: This is half of the rate
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, (p_clock - p_leak) / (2 * n * e_event))
