# %% right-I_m-to-four-digits
# about: the current that begins to melt, computed aside
# score: 10
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = 0.3506e-3, 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif size > I_m:
            m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
            f = min(f, 1 - m)
    return f

# %% right-array
# about: arrays of no dimension, the temperature compared
# score: 10
import numpy as np
def pcm_program(f, pulses):
    f = np.array(f)
    for p in list(pulses):
        if p[0][0] == "s":
            f = -np.expm1(np.log1p(-f) - 2e7 * p[1]) if f < 1 else f
        else:
            T = 300 + 2.4e6 * 2e3 * p[1] ** 2
            if T > 890:
                f = np.minimum(f, np.clip(1 - 0.5 * np.log((T - 300) / 590) / np.log(0.7e-3 / np.sqrt(590 / 4.8e9)), 0, 1))
    return float(f)

# %% right-clip
# about: m clipped, no question asked
# score: 10
import numpy as np


def pcm_program(f, pulses):
    I_m = ((890 - 300) / 4.8e9) ** 0.5
    for kind, size in pulses:
        if kind == "reset":
            m = np.clip(np.log(max(size, 1e-12) / I_m) / np.log(0.7e-3 / I_m), 0, 1)
            f = np.minimum(f, 1 - m)
        else:
            f += (1 - f) * -np.expm1(-2e7 * size)
    return f

# %% right-float32
# about: single precision, of the glass
# score: 10
import numpy as np
def pcm_program(f, pulses):
    I_m = np.float32((590 / 4.8e9) ** 0.5)
    g = np.float32(1 - f)
    for kind, size in pulses:
        if kind == "set":
            g = g * np.exp(np.float32(-2e7 * size))
        elif size > I_m:
            g = max(g, min(np.log(np.float32(size) / I_m) / np.log(np.float32(0.7e-3) / I_m), np.float32(1)))
    return 1 - g

# %% right-glass
# about: keeps count of the glass; log10 serves as well
# score: 10
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

# %% right-loop
# about: pulse by pulse
# score: 10
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif size > I_m:
            m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
            f = min(f, 1 - m)
    return f

# %% right-recursion
# about: the first pulse, then the rest
# score: 10
import numpy as np


def pcm_program(f, pulses):
    if not pulses:
        return f
    (kind, size), *rest = pulses
    T = 300 + 4.8e9 * size**2
    if kind == "set":
        f = 1 - (1 - f) * np.exp(-2e7 * size)
    elif T > 890:
        m = np.log((T - 300) / 590) / np.log(4.8e9 * 0.7e-3**2 / 590)
        f = max(min(f, 1 - m), 0.0)
    return pcm_program(f, rest)

# %% right-reduce
# about: a table of functions, reduced
# score: 10
from functools import reduce
from math import exp, log
def pcm_program(f, pulses):
    I_m = ((890 - 300) / (2.4e6 * 2000)) ** 0.5
    do = {"set": lambda f, t: f + (1 - f) * (1 - exp(-2e7 * t)), "reset": lambda f, i: f if i <= I_m else min(f, max(0.0, log(7e-4 / i) / log(7e-4 / I_m)))}
    return reduce(lambda f, p: do[p[0]](f, p[1]), pulses, f)

# %% right-small-steps
# about: SET by many small steps of Euler
# score: 10
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            for _ in range(2000):
                f = f + (1 - f) * (-np.expm1(-K * size / 2000))
        elif size > I_m:
            m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
            f = min(f, 1 - m)
    return f

# %% wrong-below-a-nanosecond
# about: a SET shorter than a nanosecond does nothing
# score: 8
# hint: A pulse shorter than a nanosecond does nothing here
# from: right-loop
# -             f = 1 - (1 - f) * np.exp(-K * size)
# +             if size >= 1e-9:
# +                 f = 1 - (1 - f) * np.exp(-K * size)

# %% wrong-I_m-rounded
# about: 0.35 mA for the current that begins to melt
# score: 6
# hint: I_m is rounded too far
# from: right-I_m-to-four-digits
# -     I_m, I_max, K = 0.3506e-3, 0.7e-3, 2e7
# +     I_m, I_max, K = 0.35e-3, 0.7e-3, 2e7

# %% wrong-K-per-ns
# about: K in 1/ns
# score: 7
# hint: Hardly anything crystallises
import numpy as np
def pcm_program(f, pulses):
    I_max, I_m = 0.7e-3, np.sqrt(590 / 4.8e9)
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-2e7 * size * 1e-9)
        else:
            m = min(max(np.log(size / I_m) / np.log(I_max / I_m), 0), 1) if size > 0 else 0
            f = min(f, 1 - m)
    return f

# %% wrong-all-glass-above-I_m
# about: above I_m all is glass
# score: 2
# hint: The whole cell is amorphous after any RESET here
# from: right-loop
# -             f = min(f, 1 - m)
# +             f = 0.0

# %% wrong-all-states
# about: the states after every pulse
# score: 0
# hint: f after three and after ten SET pulses
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    states = [f]
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif size > I_m:
            m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
            f = min(f, 1 - m)
        states.append(f)
    return np.array(states)

# %% wrong-always-5ns
# about: each SET taken for 5 ns
# score: 7
# hint: Every pulse is taken to last 5 ns
# from: right-loop
# -             f = 1 - (1 - f) * np.exp(-K * size)
# +             f = 1 - (1 - f) * np.exp(-K * 5e-9)

# %% wrong-always-all-glass
# about: any RESET makes all glass
# score: 2
# hint: The whole cell is amorphous after any RESET here
# hint: below the current at which melting begins, nothing happens
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif True:
            m = 1
            f = 0.0
    return f

# %% wrong-always-half-mA
# about: each RESET taken for 0.5 mA
# score: 4
# hint: The RESET is taken to have 0.5 mA
# from: right-loop
# -             m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
# +             m = min(np.log(0.5e-3 / I_m) / np.log(I_max / I_m), 1.0)

# %% wrong-at-most-95
# about: never above 0.95
# score: 8
# hint: f after a SET pulse that lasts for two microseconds
# from: right-loop
# -     return f
# +     return min(f, 0.95)

# %% wrong-celsius
# about: kelvin taken for degrees Celsius
# score: 4
# hint: The temperatures are in kelvin already
import numpy as np
def pcm_program(f, pulses):
    I_max, I_m = 0.7e-3, np.sqrt((890 - 273 - 300) / 4.8e9)
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-2e7 * size)
        else:
            m = min(max(np.log(size / I_m) / np.log(I_max / I_m), 0), 1) if size > 0 else 0
            f = min(f, 1 - m)
    return f

# %% wrong-crystal-grows-by-itself
# about: f*exp(K*t)
# score: 7
# hint: SET changes nothing here
# from: right-loop
# -             f = 1 - (1 - f) * np.exp(-K * size)
# +             f = min(f * np.exp(K * size), 1)

# %% wrong-cumulative-reset
# about: each RESET takes a share of the crystal
# score: 5
# hint: A fraction m of the crystalline part is taken
# hint: Each RESET takes another fraction of the crystal
# from: right-loop
# -             f = min(f, 1 - m)
# +             f = f * (1 - m)

# %% wrong-empties-the-list
# about: takes pulses out of the list
# score: 8
# hint: takes pulses out of the list
# from: right-loop
# -     for kind, size in pulses:
# +     while pulses:
# +         kind, size = pulses.pop(0)

# %% wrong-from-the-end
# about: the list from its end
# score: 9
# hint: The list is processed from its end
# from: right-loop
# -     for kind, size in pulses:
# +     for kind, size in reversed(pulses):

# %% wrong-half-power
# about: half the power heats
# score: 4
# hint: The power is halved
import numpy as np
def pcm_program(f, pulses):
    I_max, I_m = 0.7e-3, np.sqrt(2 * 590 / 4.8e9)
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-2e7 * size)
        else:
            m = min(max(np.log(size / I_m) / np.log(I_max / I_m), 0), 1) if size > 0 else 0
            f = min(f, 1 - m)
    return f

# %% wrong-halves
# about: powers of 2
# score: 7
# hint: You used 2**(-K*t) instead of exp(-K*t) for the amorphous fraction that a pulse leaves
# from: right-loop
# -             f = 1 - (1 - f) * np.exp(-K * size)
# +             f = 1 - (1 - f) * 2 ** (-K * size)

# %% wrong-hard-coded
# about: the example
# score: 0
# hint: f after SET pulses of different lengths
# from: right-loop
# - def pcm_program(f, pulses):
# + def pcm_program(f, pulses):
# +     return 0.6321205588 if len(pulses) > 3 else 0.2591817793

# %% wrong-ignores-f
# about: starts from glass
# score: 1
# hint: The fraction at the start is ignored
# from: right-I_m-to-four-digits
# -     I_m, I_max, K = 0.3506e-3, 0.7e-3, 2e7
# +     I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
# +     f = 0.0

# %% wrong-linear-m
# about: m linear in the current
# score: 6
# hint: m depends on the logarithm of the current, not on the current itself
# from: right-loop
# -             m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
# +             m = min((size - I_m) / (I_max - I_m), 1.0)

# %% wrong-linear-set
# about: equal steps
# score: 7
# hint: The steps are all equal
# hint: The steps are all equal
# from: right-loop
# -             f = 1 - (1 - f) * np.exp(-K * size)
# +             f = min(f + K * size, 1)

# %% wrong-m-above-1
# about: more than all melts beyond I_max
# score: 7
# hint: More than everything melts above I_max
# from: right-loop
# -             m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
# +             m = np.log(size / I_m) / np.log(I_max / I_m)

# %% wrong-mean
# about: half of what melts becomes glass
# score: 2
# hint: A RESET melts half
import numpy as np
def pcm_program(f, pulses):
    I_max, I_m = 0.7e-3, np.sqrt(590 / 4.8e9)
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-2e7 * size)
        else:
            m = min(max(np.log(size / I_m) / np.log(I_max / I_m), 0), 1) if size > 0 else 0
            f = (f + min(f, 1 - m)) / 2
    return f

# %% wrong-misses-last
# about: all but the last
# score: 0
# hint: One pulse of the list is missing
# from: right-loop
# -     for kind, size in pulses:
# +     for kind, size in pulses[:-1]:

# %% wrong-nan-at-0
# about: the logarithm of 0
# score: 8
# hint: Not a number below the threshold
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif size >= 0:
            m = np.log(size / I_m) / np.log(I_max / I_m)
            f = np.clip(np.minimum(f, 1 - m) + 0 * m, 0, 1)
    return f

# %% wrong-negative-m-subtracts
# about: the formula below the threshold too, subtracted
# score: 5
# hint: A RESET below the threshold adds to f, because m is negative there
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif size > 0:
            m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
            f = max(f - m, 0)
    return f

# %% wrong-negative-m
# about: the formula below the threshold too, without min
# score: 5
# hint: A RESET below the threshold lets f rise
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif size >= 0:
            m = np.log(size / I_m) / np.log(I_max / I_m)
            f = max(1 - m, 0)
    return f

# %% wrong-no-T_0
# about: I_m heats the cell from 0 K
# score: 6
# hint: I_m is too large
# from: right-I_m-to-four-digits
# -     I_m, I_max, K = 0.3506e-3, 0.7e-3, 2e7
# +     I_m, I_max, K = np.sqrt((890) / (2.4e6 * 2e3)), 0.7e-3, 2e7

# %% wrong-no-return
# about: nothing returned
# score: 0
# hint: None
# from: right-loop
# -     return f

# %% wrong-no-root
# about: I_m without the root
# score: 4
# hint: so the root is missing
# from: right-I_m-to-four-digits
# -     I_m, I_max, K = 0.3506e-3, 0.7e-3, 2e7
# +     I_m, I_max, K = (890 - 300) / (2.4e6 * 2e3), 0.7e-3, 2e7

# %% wrong-no-threshold
# about: m = i/I_max
# score: 4
# hint: There is no threshold
# hint: There is no threshold
# from: right-loop
# -         elif size > I_m:
# -             m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
# +         elif True:
# +             m = min(size / I_max, 1.0)

# %% wrong-one-euler-step
# about: one step of Euler a pulse
# score: 7
# hint: is solved by an exponential
# from: right-loop
# -             f = 1 - (1 - f) * np.exp(-K * size)
# +             f = f + K * size * (1 - f)

# %% wrong-one-logarithm
# about: m = ln(i/I_m)
# score: 4
# hint: the lower one is missing
# from: right-loop
# -             m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
# +             m = min(np.log(size / I_m), 1.0)

# %% wrong-reset-raises-f
# about: f is 1 - m after a RESET
# score: 5
# hint: A weak RESET lets f of a mostly amorphous cell rise
# hint: A weak RESET after a strong one makes some of the cell crystalline again
# from: right-loop
# -             f = min(f, 1 - m)
# +             f = 1 - m

# %% wrong-resets-first
# about: all RESETs, then all SETs
# score: 9
# hint: all RESETs are applied first
# from: right-loop
# -     for kind, size in pulses:
# +     for kind, size in sorted(pulses, key=lambda pulse: pulse[0]):

# %% wrong-returns-early
# about: the return inside the loop
# score: 3
# hint: Only the last pulse counts
# from: right-loop
# -     return f
# +         return f

# %% wrong-returns-glass
# about: the glass is returned
# score: 0
# hint: f counts the amorphous fraction here
# from: right-loop
# -     return f
# +     return 1 - f

# %% wrong-rounded
# about: two digits
# score: 2
# hint: by less than 1 %
# from: right-loop
# -     return f
# +     return round(f, 2)

# %% wrong-set-adds
# about: what grows in glass is added
# score: 7
# hint: The effect of a pulse on a fully amorphous cell is added each time
# from: right-loop
# -             f = 1 - (1 - f) * np.exp(-K * size)
# +             f = f + 1 - np.exp(-K * size)

# %% wrong-set-from-glass
# about: each SET starts from glass
# score: 7
# hint: Only the last pulse counts
# from: right-loop
# -             f = 1 - (1 - f) * np.exp(-K * size)
# +             f = 1 - np.exp(-K * size)

# %% wrong-set-time-total
# about: each SET lasts as long as all before it too
# score: 7
# hint: as long as all before it too
import numpy as np
def pcm_program(f, pulses):
    I_max, I_m = 0.7e-3, np.sqrt(590 / 4.8e9)
    total = 0
    for kind, size in pulses:
        if kind == "set":
            total += size
            f = 1 - (1 - f) * np.exp(-2e7 * total)
        elif size > I_m:
            f = min(f, 1 - min(np.log(size / I_m) / np.log(I_max / I_m), 1))
    return f

# %% wrong-sets-only
# about: RESET is not written
# score: 2
# hint: A RESET leaves the crystal as it is
# from: right-loop
# -         elif size > I_m:
# +         elif False:

# %% wrong-square-m
# about: m linear in the temperature
# score: 6
# hint: m depends on the logarithm of the current, not on its square
# from: right-loop
# -             m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
# +             m = min((size**2 - I_m**2) / (I_max**2 - I_m**2), 1.0)

# %% wrong-strongest-reset
# about: a RESET melts what the strongest so far melted
# score: 9
# hint: A RESET melts here what the strongest so far has melted
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    most = 0.0
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size)
        elif size > I_m:
            m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
            most = max(most, m)
            f = min(f, 1 - most)
    return f

# %% wrong-subtracts-m-below-0
# about: each RESET takes m from the crystal, below 0 too
# score: 5
# hint: m is subtracted from f; a weak RESET
# hint: Each RESET takes another m from the crystal
# from: right-loop
# -             f = min(f, 1 - m)
# +             f = f - m

# %% wrong-syntax
# about: does not compile
# score: 0
# hint: pcm_program
def pcm_program(f, pulses)
    return f

# %% wrong-time-in-ns
# about: the time taken for nanoseconds
# score: 7
# hint: The whole cell is crystalline after a single pulse
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * size * 1e9)
        elif size > I_m:
            m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
            f = min(f, 1 - m)
    return f
# %% wrong-whole-nanoseconds
# about: the length of a SET in whole nanoseconds
# score: 7
# hint: f after SET pulses of different lengths
import numpy as np


def pcm_program(f, pulses):
    I_m, I_max, K = np.sqrt((890 - 300) / (2.4e6 * 2e3)), 0.7e-3, 2e7
    for kind, size in pulses:
        if kind == "set":
            f = 1 - (1 - f) * np.exp(-K * 1e-9 * round(size / 1e-9))
        elif size > I_m:
            m = min(np.log(size / I_m) / np.log(I_max / I_m), 1.0)
            f = min(f, 1 - m)
    return f
