# about: searches for the rate
# score: 35
def crossover_rate(p_clock, n, e_event, p_leak):
    low, high = 0.0, p_clock / (n * e_event)
    for _ in range(200):
        middle = (low + high) / 2
        if n * middle * e_event + p_leak < p_clock:
            low = middle
        else:
            high = middle
    return low
