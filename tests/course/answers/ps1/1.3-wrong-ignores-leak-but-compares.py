# about: no leak, but the right answer where it is too large
# score: 19
# hint: The leak is ignored
def crossover_rate(p_clock, n, e_event, p_leak):
    return p_clock / (n * e_event) if p_leak < p_clock else 0.0
