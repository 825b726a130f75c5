# about: adds a power to an energy
# score: 0
# hint: p_leak is added to e_event
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, p_clock / (n * (e_event + p_leak)))
