# %% right-loop
# about: one condition after the other
# score: 10
def may_differ(tick, times, at_once, current, needed):
    found = []
    if not at_once:
        found.append("at_once")
    if not current < needed:
        found.append("current")
    for time in times:
        if time % tick:
            found.append("times")
            break
    return found

# %% right-numpy
# about: arrays, and a comprehension over a table
# score: 10
import numpy as np


def may_differ(tick, times, at_once, current, needed):
    fails = {"times": np.any(np.asarray(times) % tick), "at_once": not at_once, "current": current >= needed}
    return [name for name in fails if fails[name]]

# %% right-divisor
# about: the greatest common divisor of all times, and a tuple for the result
# score: 10
import math


def may_differ(tick, times, at_once, current, needed):
    reasons = ("times",) * (math.gcd(*times, tick) != tick)
    return reasons + ("at_once",) * (not at_once) + ("current",) * (current >= needed)

# %% right-quotients
# about: quotients that are whole numbers
# score: 10
def may_differ(tick, times, at_once, current, needed):
    on_ticks = [float(time / tick).is_integer() for time in times]
    return ["times"] * (False in on_ticks) + [] * at_once + ["at_once"] * (1 - at_once) + ["current"] * (current >= needed)

# %% wrong-inverted
# about: the arguments that are no reasons
# score: 0
# hint: so the current is no reason
def may_differ(tick, times, at_once, current, needed):
    fails = {"times": any(time % tick for time in times), "at_once": not at_once, "current": current >= needed}
    return [name for name in fails if not fails[name]]

# %% wrong-truth-value
# about: True or False
# score: 0
# hint: may_differ should return a list of names
def may_differ(tick, times, at_once, current, needed):
    return not (at_once and current < needed and all(time % tick == 0 for time in times))

# %% wrong-own-names
# about: names of its own
# score: 0
# hint: The only names are
def may_differ(tick, times, at_once, current, needed):
    fails = {"a time between ticks": any(time % tick for time in times), "a gradual rise": not at_once, "a strong current": current >= needed}
    return [name for name in fails if fails[name]] or ["none"]

# %% wrong-no-current-allowed
# about: any current is a reason
# score: 5
# hint: This current is too weak
# hint: The list names an argument that is no reason
def may_differ(tick, times, at_once, current, needed):
    fails = {"times": any(time % tick for time in times), "at_once": not at_once, "current": current > 0}
    return [name for name in fails if fails[name]]

# %% wrong-current-of-the-chapter
# about: the needed current of the chapter's neuron
# score: 5
# hint: Compare the current with the argument needed
def may_differ(tick, times, at_once, current, needed):
    fails = {"times": any(time % tick for time in times), "at_once": not at_once, "current": current >= 200e-12}
    return [name for name in fails if fails[name]]

# %% wrong-one-reason-suffices
# about: stops at the first reason
# score: 8
# hint: go on after the first reason
def may_differ(tick, times, at_once, current, needed):
    if any(time % tick for time in times):
        return ["times"]
    if not at_once:
        return ["at_once"]
    return ["current"] if current >= needed else []

# %% wrong-all-conditions-needed
# about: and in place of or
# score: 0
# hint: so the current is a reason
# hint: so a spike arrives between two ticks
# hint: The list is empty, although the spikes may differ
def may_differ(tick, times, at_once, current, needed):
    all_of_them = any(time % tick for time in times) and not at_once and current >= needed
    return ["times", "at_once", "current"] if all_of_them else []

# %% wrong-short-tick
# about: a short tick is taken to be short enough
# score: 5
# hint: A short tick makes the error small
def may_differ(tick, times, at_once, current, needed):
    fails = {"times": tick > 100 and any(time % tick for time in times), "at_once": not at_once, "current": current >= needed}
    return [name for name in fails if fails[name]]
