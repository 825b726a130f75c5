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

# %% wrong-always
# about: equal for every network
# score: 0
# hint: With this current, a neuron fires even if no spike arrives
# hint: One time is not a whole number of ticks
# hint: Arriving spikes raise the voltage gradually here
def must_agree(tick, times, at_once, current, needed):
    return True

# %% wrong-never
# about: different for every network
# score: 0
# hint: Nothing can happen between two ticks, so the spikes must be equal
# hint: All times are whole numbers of ticks here
# hint: Arriving spikes raise the voltage at once here
def must_agree(tick, times, at_once, current, needed):
    return False

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

# %% wrong-ignores-current
# about: a neuron that fires by itself is forgotten
# score: 6
# hint: With this current, a neuron fires even if no spike arrives
def must_agree(tick, times, at_once, current, needed):
    return at_once and all(time % tick == 0 for time in times)

# %% wrong-current-of-the-chapter
# about: the needed current of the chapter's neuron
# score: 6
# hint: Compare the current with the argument needed
def must_agree(tick, times, at_once, current, needed):
    return at_once and current < 200e-12 and all(time % tick == 0 for time in times)

# %% wrong-ignores-times
# about: events between ticks are forgotten
# score: 7
# hint: One time is not a whole number of ticks
def must_agree(tick, times, at_once, current, needed):
    return at_once and current < needed

# %% wrong-short-ticks-suffice
# about: a tick that is short enough
# score: 7
# hint: A short tick makes the error small, but it does not remove it
def must_agree(tick, times, at_once, current, needed):
    return at_once and current < needed and (tick <= 100 or all(time % tick == 0 for time in times))

# %% wrong-long-ticks-fail
# about: no long tick is taken for exact
# score: 7
# hint: however long a tick is
def must_agree(tick, times, at_once, current, needed):
    return at_once and current < needed and tick < 1000 and all(time % tick == 0 for time in times)

# %% wrong-longer-than-a-tick
# about: times that are at least a tick
# score: 7
# hint: One time is not a whole number of ticks
def must_agree(tick, times, at_once, current, needed):
    return at_once and current < needed and min(times) >= tick

# %% wrong-one-time-suffices
# about: a single time on a tick
# score: 7
# hint: One time is not a whole number of ticks
def must_agree(tick, times, at_once, current, needed):
    return at_once and current < needed and any(time % tick == 0 for time in times)

# %% wrong-first-time
# about: only the first time
# score: 7
# hint: One time is not a whole number of ticks
def must_agree(tick, times, at_once, current, needed):
    return at_once and current < needed and times[0] % tick == 0

# %% wrong-turned-round
# about: a tick that is a whole number of each time
# score: 0
# hint: so the spikes must be equal
# hint: All times are whole numbers of ticks here
def must_agree(tick, times, at_once, current, needed):
    return at_once and current < needed and all(tick % time == 0 for time in times)

# %% wrong-ignores-gradual
# about: a gradual rise is forgotten
# score: 7
# hint: Arriving spikes raise the voltage gradually here
def must_agree(tick, times, at_once, current, needed):
    return current < needed and all(time % tick == 0 for time in times)

# %% wrong-one-condition-suffices
# about: or in place of and
# score: 0
# hint: With this current, a neuron fires even if no spike arrives
def must_agree(tick, times, at_once, current, needed):
    return at_once or current < needed or all(time % tick == 0 for time in times)

# %% wrong-words
# about: yes or no
# score: 0
# hint: must_agree should return True or False
def must_agree(tick, times, at_once, current, needed):
    return "yes" if at_once and current < needed and all(time % tick == 0 for time in times) else "no"

# %% wrong-list
# about: an answer for each time
# score: 0
# hint: must_agree should return True or False
def must_agree(tick, times, at_once, current, needed):
    return [at_once and current < needed and time % tick == 0 for time in times]

# %% wrong-no-return
# about: prints, and returns nothing
# score: 0
# hint: must_agree should return True or False
def must_agree(tick, times, at_once, current, needed):
    print(at_once and current < needed and all(time % tick == 0 for time in times))
