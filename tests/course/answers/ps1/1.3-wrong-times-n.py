# about: multiplies by n
# score: 11
# hint: n multiplies
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, (p_clock - p_leak) * n / e_event)
