# about: an if for the machine that leaks too much
# score: 35
def crossover_rate(p_clock, n, e_event, p_leak):
    if p_leak >= p_clock:
        return 0
    return (p_clock - p_leak) / n / e_event
