# about: an error where they never meet
# score: 24
# hint: stops with ValueError
def crossover_rate(p_clock, n, e_event, p_leak):
    if p_leak >= p_clock:
        raise ValueError('never')
    return (p_clock - p_leak) / (n * e_event)
