# about: does not compile
# score: 0
# hint: hp_simulate
def hp_simulate(v, dt, x0)
    return v, v
