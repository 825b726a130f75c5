# about: None where they never meet
# score: 24
# hint: does your function return its result?
def crossover_rate(p_clock, n, e_event, p_leak):
    if p_leak < p_clock:
        return (p_clock - p_leak) / (n * e_event)
