# about: divides by n twice
# score: 11
# hint: divided by n twice
def crossover_rate(p_clock, n, e_event, p_leak):
    return max(0, (p_clock - p_leak) / e_event / n**2)
