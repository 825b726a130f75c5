# about: keeps count of the glass; log10 serves as well
# score: 25
from math import exp, log10


def pcm_program(f, pulses):
    glass = 1 - f
    for pulse in pulses:
        if pulse[0] == "set":
            glass *= exp(-2e7 * pulse[1])
        else:
            square = pulse[1] ** 2 * 2.4e6 * 2e3 / 590
            if square > 1:
                glass = max(glass, min(1, log10(square) / log10(0.7e-3**2 * 4.8e9 / 590)))
    return 1 - glass
