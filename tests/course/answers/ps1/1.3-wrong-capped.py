# about: held at what one neuron model can fire
# score: 11
# hint: The rate is held at 500 Hz
def crossover_rate(p_clock, n, e_event, p_leak):
    return min(500.0, max(0, (p_clock - p_leak) / (n * e_event)))
