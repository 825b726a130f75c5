# about: a millihertz in place of 0
# score: 24
# hint: expected zero
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(1e-3, (p_clock - p_leak) / (n * e_event))
