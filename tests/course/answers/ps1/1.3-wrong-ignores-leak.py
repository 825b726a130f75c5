# about: no leak
# score: 8
# hint: The leak is ignored
# hint: The leak is ignored
def crossover_rate(p_clock, n, e_event, p_leak):
    return p_clock / (n * e_event)
