# about: adds the leak
# score: 0
# hint: The leak is added to what the clocked machine takes
def crossover_rate(p_clock, n, e_event, p_leak):
    return (p_clock + p_leak) / (n * e_event)
