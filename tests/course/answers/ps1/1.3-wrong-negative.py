# about: a negative rate
# score: 24
# hint: A rate is not negative
def crossover_rate(p_clock, n, e_event, p_leak):
    return (p_clock - p_leak) / (n * e_event)
