# %% right-loop
# about: one condition after the other
# score: 10
def must_agree(tick, times, at_once, current, needed):
    if not at_once:
        return False
    if current >= needed:
        return False
    for time in times:
        if time % tick:
            return False
    return True

# %% right-numpy
# about: arrays, and a truth value of NumPy
# score: 10
import numpy as np


def must_agree(tick, times, at_once, current, needed):
    return np.all(np.asarray(times) % tick == 0) & at_once & (current < needed)

# %% right-divisor
# about: the greatest common divisor of all times, and a whole number for the result
# score: 10
import math


def must_agree(tick, times, at_once, current, needed):
    return int(math.gcd(*times, tick) == tick and at_once and not current >= needed)

# %% right-quotients
# about: quotients that are whole numbers
# score: 10
def must_agree(tick, times, at_once, current, needed):
    on_ticks = [float(time / tick).is_integer() for time in times]
    return bool(at_once) and current < needed and False not in on_ticks

# %% wrong-inverted
# about: whether they may differ
# score: 0
# hint: so the spikes must be equal
def must_agree(tick, times, at_once, current, needed):
    return not (at_once and current < needed and all(time % tick == 0 for time in times))

# %% wrong-no-current-allowed
# about: any current spoils it
# score: 6
# hint: This current is too weak
def must_agree(tick, times, at_once, current, needed):
    return at_once and current == 0 and all(time % tick == 0 for time in times)

# %% wrong-current-of-the-chapter
# about: the needed current of the chapter's neuron
# score: 6
# hint: Compare the current with the argument needed
def must_agree(tick, times, at_once, current, needed):
    return at_once and current < 200e-12 and all(time % tick == 0 for time in times)

# %% wrong-one-condition-suffices
# about: or in place of and
# score: 0
# hint: With this current, a neuron fires even if no spike arrives
def must_agree(tick, times, at_once, current, needed):
    return at_once or current < needed or all(time % tick == 0 for time in times)

# %% wrong-list
# about: an answer for each time
# score: 0
# hint: must_agree should return True or False
def must_agree(tick, times, at_once, current, needed):
    return [at_once and current < needed and time % tick == 0 for time in times]
