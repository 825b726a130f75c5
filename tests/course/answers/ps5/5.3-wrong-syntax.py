# about: does not compile
# score: 0
# hint: NameError: name 'stochastic_round' is not defined
def stochastic_round(x, lsb, rng)
    return x
