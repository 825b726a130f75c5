# about: n − 1 neurons
# score: 19
# hint: not n - 1
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, (p_clock - p_leak) / ((n - 1) * e_event))
