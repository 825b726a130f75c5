# about: comes back as it was
# score: 0
# hint: , and comes back as it was
# hint: The values come back as they were
def stochastic_round(x, lsb, rng):
    return x
