# about: lists that grow, plain Python
# score: 30
def hp_simulate(v, dt, x0):
    i, x = [], []
    for volts in v:
        x.append(x0)
        i.append(volts / (100 * x0 + 16000 * (1 - x0)))
        x0 += 1e4 * i[-1] * dt
        if x0 > 1:
            x0 = 1.0
        if x0 < 0:
            x0 = 0.0
    return i, x
