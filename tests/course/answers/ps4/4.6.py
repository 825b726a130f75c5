# %% right-2-volts
# about: two volts, a tenth longer than needed, as an array
# score: 25
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.9
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return np.array([R_s, v, 1.08 * rest])

# %% right-best-voltage
# about: the voltage with the least energy
# score: 25
import numpy as np


def design_pulse(R):
    g = 0.25e-9 * np.log(R * 1e-3 * np.sinh(0.4) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    I = 1e-3 * np.exp(-g / 0.25e-9) * np.sinh(V / 0.25)
    way = np.linspace(1.7e-9, g + 1e-13, 1001)
    best = None
    for v in np.arange(1.6, 2.3, 0.05):
        current, speed = filament(way, v, (v - V) / I)
        if (speed == 0).any():
            continue
        slow = 1 / -speed
        step = way[0] - way[1]
        time = (slow[1:] + slow[:-1]).sum() / 2 * step
        energy = v * ((current * slow)[1:] + (current * slow)[:-1]).sum() / 2 * step
        if best is None or energy < best[0]:
            best = energy, v, time
    return (best[1] - V) / I, best[1], 1.03 * best[2]

# %% right-bisection
# about: no formula for R_s: the gap at rest is looked for
# score: 25
import numpy as np


def design_pulse(R):
    gaps = np.linspace(1.7e-9, 0.2e-9, 6001)
    ohms = 0.1 / (1e-3 * np.exp(-gaps / 0.25e-9) * np.sinh(0.4))
    v = 1.8
    low, high = 10.0, 1e4
    for _ in range(22):
        R_s = (low * high) ** 0.5
        _, speed = filament(gaps, v, R_s)
        moving = int(np.argmin(speed < 0)) if (speed == 0).any() else len(gaps)
        if ohms[max(moving - 1, 0)] > R:
            high = R_s
        else:
            low = R_s
    _, speed = filament(gaps, v, low)
    moving = int(np.argmin(speed < 0))
    t = np.sum(1 / -speed[:moving]) * (gaps[0] - gaps[1])
    return [low, v, 1.06 * t]

# %% right-steps
# about: time step by step, each of a thousandth of a nanometre
# score: 25
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    rest, gap = 0.0, 1.7e-9
    while gap > g + 2e-12:
        speed = filament(gap, v, R_s)[1]
        rest, gap = rest + 1e-12 / -speed, gap - 1e-12
    rest += (gap - g) / -filament(gap, v, R_s)[1]
    return R_s, v, 1.06 * rest

# %% right-table
# about: a table and straight lines on logarithmic axes
# score: 25
import numpy as np


def design_pulse(R):
    levels = np.geomspace(4.5e3, 45e3, 60)
    g = 0.25e-9 * np.log(levels * 1e-3 * np.sinh(0.4) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (1.85 - V) / (1e-3 * np.exp(-g / 0.25e-9) * np.sinh(V / 0.25))
    t = []
    for gap, series in zip(g, R_s):
        way = np.linspace(1.7e-9, gap + 1e-13, 801)
        t.append(np.sum(1 / np.abs(filament(way, 1.85, series)[1])) * (way[0] - way[1]))
    at = np.log(R)
    return np.exp(np.interp(at, np.log(levels), np.log(R_s))), 1.85, 1.06 * np.exp(np.interp(at, np.log(levels), np.log(t)))

# %% wrong-timed
# about: 500 ohm or less for every level, and a pulse that is cut off
# score: 14
# hint: is cut off at the right moment
# hint: not the clock
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = 150.0
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return R_s, v, 1.0 * rest

# %% wrong-ohmic
# about: the cell as a resistor of R
# score: 0
# hint: treated as a resistor of 10
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = R * (v - V) / V
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return R_s, v, 1.05 * rest

# %% wrong-all-across
# about: all of the voltage across R_s
# score: 0
# hint: All of the voltage is across the series resistance
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = v / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return R_s, v, 1.05 * rest

# %% wrong-series-is-level
# about: R_s = R
# score: 0
# hint: The series resistance is that of the level
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return R, v, 1.05 * rest

# %% wrong-proportional
# about: in proportion to the chapter's 500 ohm
# score: 0
# hint: For a level of
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.6
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = 500 * R / 9.43e3
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    rest = min(rest, 3e-6) if np.isfinite(rest) else 1e-6
    return R_s, v, 1.05 * rest

# %% wrong-read-current
# about: the current at 0.1 V
# score: 0
# hint: The current is that of the reading
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(0.1 / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return R_s, v, 1e-6

# %% wrong-always-10k
# about: the example's level
# score: 5
# hint: The level is always that of 10
import numpy as np


def design_pulse(R):
    R = 10e3
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return R_s, v, 1.05 * rest

# %% wrong-3-volts
# about: three volts
# score: 16
# hint: heats the series resistance
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 3.0
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return R_s, v, 1.05 * rest

# %% wrong-too-short
# about: three quarters of the time
# score: 9
# hint: The pulse is too short
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return R_s, v, 0.75 * rest

# %% wrong-no-series
# about: the cell alone
# score: 0
# hint: with yours, the gap comes to rest at
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return 1.5, v, 1.05 * rest

# %% wrong-1-volt
# about: below the threshold
# score: 0
# hint: The series resistance (with yours, nothing moves)
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return R_s, 1.0, 1e-6

# %% wrong-negative
# about: the other sign
# score: 0
# hint: A negative voltage opens the gap
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return R_s, -v, 1.05 * rest

# %% wrong-nanoseconds
# about: in nanoseconds
# score: 0
# hint: longer than a millisecond
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return R_s, v, 1.05e9 * rest

# %% wrong-order
# about: voltage first
# score: 0
# hint: Is the order (R_s, v, t)
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return v, R_s, 1.05 * rest

# %% wrong-with-series
# about: the level includes R_s
# score: 15
# hint: with yours, the gap comes to rest at
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    g = g_0 * np.log((R - R_s) * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return R_s, v, 1.05 * rest

# %% wrong-smallest-gap-field
# about: gamma of a closed gap
# score: 0
# hint: with yours, the gap comes to rest at
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / 16
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return R_s, v, 1.05 * rest

# %% wrong-two-numbers
# about: no length
# score: 0
# hint: Return three numbers
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return R_s, v

# %% wrong-no-return
# about: nothing returned
# score: 0
# hint: None
import numpy as np


def design_pulse(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    result = R_s, v, 1.05 * rest

# %% wrong-other-name
# about: another name
# score: 0
# hint: design_pulse
import numpy as np


def design_pulses(R):
    I_0, g_0, V_0, v = 1e-3, 0.25e-9, 0.25, 1.8
    g = g_0 * np.log(R * I_0 * np.sinh(0.1 / V_0) / 0.1)
    V = 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)
    R_s = (v - V) / (I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))
    way = np.linspace(1.7e-9, g + 1e-13, 2001)
    slowness = 1 / np.abs(filament(way, v, R_s)[1])
    rest = np.sum((slowness[1:] + slowness[:-1]) / 2) * (way[0] - way[1])
    return R_s, v, 1.05 * rest
