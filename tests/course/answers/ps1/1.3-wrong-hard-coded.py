# about: the example's number
# score: 0
# hint: the course's pair again
def crossover_rate(p_clock, n, e_event, p_leak):
    return 1815.4545
