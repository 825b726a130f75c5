# about: the rate in kHz
# score: 11
# hint: in kHz
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0.0, 1e-3 * (p_clock - p_leak) / (n * e_event))
