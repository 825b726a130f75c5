# %% right-both-edges
# about: half on charging, half on discharging, added
# score: 11
def clock_tree_power(C, V, f, activity=1.0):
    charging = 0.5 * C * V**2
    discharging = C * V**2 / 2
    return (charging + discharging) * (activity * f)

# %% right-float32
# about: numbers of single precision
# score: 11
import numpy as np


def clock_tree_power(C, V, f, activity=1.0):
    return np.float32(C) * np.float32(V) ** 2 * np.float32(f) * np.float32(activity)

# %% right-no-default
# about: a None for the default
# score: 11
def clock_tree_power(C, V, f, activity=None):
    share = 1.0 if activity is None else activity
    return C * V * V * f * share

# %% right-numpy
# about: NumPy's own functions, and an array for a number
# score: 11
import numpy as np


def clock_tree_power(C, V, f, activity=1.0):
    return np.asarray(activity * np.prod([C, np.square(V), f]))

# %% right-steps
# about: charge, energy, power, step by step
# score: 11
def clock_tree_power(C, V, f, activity=1.0):
    charge = C * V
    energy = charge * V
    return energy * f * activity

# %% right-two-halves
# about: half on either edge, summed
# score: 11
import math


def clock_tree_power(C, V, f, activity=1.0):
    charge = C * V
    return math.fsum([charge * V / 2, charge * V / 2]) * f * activity

# %% wrong-angular
# about: an angular frequency
# score: 3
# hint: There is no factor 2*pi
import numpy as np


def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V**2 * 2 * np.pi * f

# %% wrong-course-C
# about: the course's C instead of the argument
# score: 3
# hint: does not depend on C
def clock_tree_power(C, V, f, activity=1.0):
    C = 100e-12
    return activity * C * V**2 * f

# %% wrong-course-f
# about: the course's f instead of the argument
# score: 3
# hint: does not depend on f
def clock_tree_power(C, V, f, activity=1.0):
    f = 200e6
    return activity * C * V**2 * f

# %% wrong-cube-of-V
# about: a frequency that goes with V, too
# score: 7
# hint: third power
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V**3 * f

# %% wrong-divides-by-f
# about: divides by f in place of multiplying
# score: 3
# hint: You divide by f. One cycle takes C*V**2
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V**2 / f

# %% wrong-energy
# about: the energy of one cycle
# score: 3
# hint: This is the energy of one cycle
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V**2

# %% wrong-half-linear
# about: ½ C V f
# score: 3
# hint: The factor 1/2 is wrong
# hint: and the power is proportional to the square of V
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V * f / 2

# %% wrong-half-when-gated
# about: the factor ½ for gated trees alone
# score: 8
# hint: You count only half of C*V**2 for each cycle of a gated tree
def clock_tree_power(C, V, f, activity=1.0):
    return C * V**2 * f if activity == 1 else activity * C * V**2 * f / 2

# %% wrong-half
# about: the energy on a capacitor for the energy of a cycle
# score: 3
# hint: The factor 1/2 is wrong
def clock_tree_power(C, V, f, activity=1.0):
    return 0.5 * activity * C * V**2 * f

# %% wrong-hard-coded
# about: the example's number
# score: 0
# hint: This is the course's tree again
# hint: The power of a tree at
# hint: The activity is ignored
def clock_tree_power(C, V, f, activity=1.0):
    return 20e-3

# %% wrong-linear-V
# about: charge for energy
# score: 7
# hint: The power is proportional to the square of V
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V * f

# %% wrong-microwatts
# about: the result is in µW
# score: 3
# hint: Either you take f for megahertz
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V**2 * f * 1e6

# %% wrong-milliwatts
# about: the power in mW
# score: 3
# hint: Your result is in milliwatts
def clock_tree_power(C, V, f, activity=1.0):
    return 1e3 * activity * C * V**2 * f

# %% wrong-no-V
# about: no supply at all
# score: 7
# hint: does not depend on V
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * f

# %% wrong-no-return
# about: prints, and returns nothing
# score: 0
# hint: does your function return its result?
# hint: other things than numbers
def clock_tree_power(C, V, f, activity=1.0):
    print(activity * C * V**2 * f)

# %% wrong-one-less-activity
# about: 1 - activity throughout, so nothing without gating
# score: 0
# hint: The power of the course's tree
# hint: Without gating the power is not positive
def clock_tree_power(C, V, f, activity=1.0):
    return (1 - activity) * C * V**2 * f

# %% wrong-other-name
# about: the activity under another name
# score: 8
# hint: unexpected keyword argument
def clock_tree_power(C, V, f, alpha=1.0):
    return alpha * C * V**2 * f

# %% wrong-per-cent
# about: activity in per cent
# score: 8
# hint: off by a factor 10^2
def clock_tree_power(C, V, f, activity=100.0):
    return activity / 100 * C * V**2 * f

# %% wrong-picofarads
# about: takes C for picofarads
# score: 3
# hint: You take C for picofarads
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * 1e-12 * V**2 * f

# %% wrong-required-activity
# about: no default for the activity
# score: 0
# hint: missing 1 required positional argument
def clock_tree_power(C, V, f, activity):
    return activity * C * V**2 * f

# %% wrong-rounded
# about: rounds to a tenth of a milliwatt
# score: 0
# hint: another tree at 1 V is
def clock_tree_power(C, V, f, activity=1.0):
    return round(activity * C * V**2 * f, 4)

# %% wrong-share-held-back
# about: takes the activity for the share held back, with a default to match
# score: 8
# hint: activity is the fraction of the cycles that reach the wires
def clock_tree_power(C, V, f, activity=None):
    return (1.0 if activity in (None, 1.0) else 1 - activity) * C * V**2 * f

# %% wrong-square-of-C
# about: (CV)²
# score: 3
# hint: The capacitance enters squared
def clock_tree_power(C, V, f, activity=1.0):
    return activity * (C * V) ** 2 * f

# %% wrong-square-of-activity
# about: the activity squared, as a voltage
# score: 8
# hint: The activity enters squared
def clock_tree_power(C, V, f, activity=1.0):
    return C * (V * activity) ** 2 * f

# %% wrong-square-of-f
# about: the frequency squared
# score: 3
# hint: The power of the course's tree
# hint: f enters squared. There are f cycles per second
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V**2 * f**2

# %% wrong-stops-at-no-activity
# about: divides by the activity, and stops at 0
# score: 8
# hint: You divide by the activity
def clock_tree_power(C, V, f, activity=1.0):
    return C * V**2 * f / activity

# %% wrong-syntax
# about: does not compile
# score: 0
# hint: clock_tree_power
def clock_tree_power(C, V, f, activity=1.0)
    return activity * C * V**2 * f

# %% wrong-text
# about: returns text with a unit
# score: 0
# hint: is a str
def clock_tree_power(C, V, f, activity=1.0):
    return f'{activity * C * V**2 * f} W'

# %% wrong-twice
# about: C V² on either edge
# score: 3
# hint: You count C*V**2 twice
def clock_tree_power(C, V, f, activity=1.0):
    return 2 * activity * C * V**2 * f

# %% wrong-capped
# about: no clock above 1 GHz
# score: 7
# hint: You limit f to 1 GHz
def clock_tree_power(C, V, f, activity=1.0):
    return activity * C * V**2 * min(f, 1e9)
