# about: a table of functions, reduced
# score: 25
from functools import reduce
from math import exp, log
def pcm_program(f, pulses):
    I_m = ((890 - 300) / (2.4e6 * 2000)) ** 0.5
    do = {"set": lambda f, t: f + (1 - f) * (1 - exp(-2e7 * t)), "reset": lambda f, i: f if i <= I_m else min(f, max(0.0, log(7e-4 / i) / log(7e-4 / I_m)))}
    return reduce(lambda f, p: do[p[0]](f, p[1]), pulses, f)
