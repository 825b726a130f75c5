# %% right-natural
# about: natural logarithms, turned into decades at the end
# score: 15
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    b, a = np.polyfit(v, np.log(t_switch), 1)
    needed = np.log(n_reads * t_read / allowed)
    v_read = (needed - a) / b
    return np.array([v_read if v_read > 0 else 0, (needed - a - b * v_write) / np.log(10)])

# %% right-speed
# about: the speed in place of the time, by least squares
# score: 15
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    A = np.stack([np.ones(len(v)), v], axis=1)
    (a, b), *_ = np.linalg.lstsq(A, -np.log10(t_switch), rcond=None)
    slowest = np.log10(allowed / (n_reads * t_read))
    return [max(0.0, (slowest - a) / b), a + b * v_write - slowest]

# %% right-sums
# about: the straight line by hand
# score: 15
import math


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    y = [math.log10(t) for t in t_switch]
    n = len(y)
    mx, my = sum(v) / n, sum(y) / n
    b = sum((x - mx) * (z - my) for x, z in zip(v, y)) / sum((x - mx) ** 2 for x in v)
    needed = math.log10(n_reads) + math.log10(t_read) - math.log10(allowed)
    return max(mx + (needed - my) / b, 0), needed - my - b * (v_write - mx)

# %% wrong-allowed-left-out
# about: the whole range
# score: 9
# hint: `allowed` is left out
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read)
    return max((needed - height) / slope, 0.0), needed - (height + slope * v_write)

# %% wrong-allowed-multiplies
# about: times the fraction
# score: 9
# hint: `allowed` multiplies
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read * allowed)
    return max((needed - height) / slope, 0.0), needed - (height + slope * v_write)

# %% wrong-one-read
# about: a single read
# score: 4
# hint: Only one read is counted
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(t_read / allowed)
    return max((needed - height) / slope, 0.0), needed - (height + slope * v_write)

# %% wrong-one-read-whole-range
# about: a single read through the whole range
# score: 4
# hint: The number of reads and `allowed` are left out
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(t_read)
    return max((needed - height) / slope, 0.0), needed - (height + slope * v_write)

# %% wrong-linear
# about: a line through the times
# score: 3
# hint: A straight line is fitted to the times
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    straight = np.polyfit(v, t_switch, 1)
    needed = np.log10(n_reads * t_read / allowed)
    return (10**needed - straight[1]) / straight[0], needed - (height + slope * v_write)

# %% wrong-power-law
# about: a power law
# score: 3
# hint: A power law is fitted
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    b, a = np.polyfit(np.log10(v), np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return 10 ** ((needed - a) / b), needed - (height + slope * v_write)

# %% wrong-natural-decades
# about: natural logarithms for decades
# score: 6
# hint: a decade is a factor of ten
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return max((needed - height) / slope, 0.0), (needed - (height + slope * v_write)) * np.log(10)

# %% wrong-mixed
# about: the natural logarithm in the fit
# score: 1
# hint: use the same for both
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return max((needed - height) / slope, 0.0), needed - (height + slope * v_write)

# %% wrong-sign
# about: write over read
# score: 12
# hint: The sign of the decades is reversed
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return max((needed - height) / slope, 0.0), -(needed - (height + slope * v_write))

# %% wrong-above
# about: above the write voltage
# score: 7
# hint: lies above the write voltage
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return v_write + (height + slope * v_write - needed) / slope, needed - (height + slope * v_write)

# %% wrong-exchanged
# about: decades first
# score: 0
# hint: The two results are exchanged
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return needed - (height + slope * v_write), max((needed - height) / slope, 0.0)

# %% wrong-per-volt
# about: decades per volt
# score: 5
# hint: decades per volt
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return max((needed - height) / slope, 0.0), -slope

# %% wrong-ratio
# about: the ratio itself
# score: 6
# hint: This is the ratio of the speeds
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return max((needed - height) / slope, 0.0), 10 ** (needed - (height + slope * v_write))

# %% wrong-from-a-second
# about: decades of the time in seconds
# score: 8
# hint: counted from one second
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return max((needed - height) / slope, 0.0), needed

# %% wrong-difference
# about: the distance to the write voltage
# score: 3
# hint: the voltage below that of the write
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return v_write - max((needed - height) / slope, 0.0), needed - (height + slope * v_write)

# %% wrong-fastest
# about: decades from the fastest measurement
# score: 8
# hint: from the fastest measurement
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return max((needed - height) / slope, 0.0), needed - np.log10(np.min(t_switch))

# %% wrong-two-points
# about: the lowest and the highest voltage
# score: 13
# hint: Only the first and the last measurement are used
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit([min(v), max(v)], np.log10([max(t_switch), min(t_switch)]), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return max((needed - height) / slope, 0.0), needed - (height + slope * v_write)

# %% wrong-negative
# about: below zero
# score: 14
# hint: The read voltage is negative
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return (needed - height) / slope, needed - (height + slope * v_write)

# %% wrong-size
# about: without sign
# score: 14
# hint: The size of a negative voltage
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return abs((needed - height) / slope), needed - (height + slope * v_write)

# %% wrong-what-it-has
# about: the decades of the device
# score: 14
# hint: those that the device has
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return max((needed - height) / slope, 0.0), -slope * (v_write - max((needed - height) / slope, 0.0))

# %% wrong-always-1.6
# about: the example's write
# score: 8
# hint: The write voltage is always that of the example
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return max((needed - height) / slope, 0.0), needed - (height + slope * 1.6)

# %% wrong-hard-coded
# about: the example
# score: 0
# hint: numbers of the example again
def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    return 0.35, 10.0

# %% wrong-one-number
# about: no decades
# score: 0
# hint: expected 2 results
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return max((needed - height) / slope, 0.0)

# %% wrong-no-return
# about: nothing returned
# score: 0
# hint: None
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    found = max((needed - height) / slope, 0.0), needed - (height + slope * v_write)

# %% wrong-other-name
# about: another name
# score: 0
# hint: read_voltage
import numpy as np


def voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, np.log10(t_switch), 1)
    needed = np.log10(n_reads * t_read / allowed)
    return max((needed - height) / slope, 0.0), needed - (height + slope * v_write)

# %% wrong-linear-throughout
# about: a line through the times, for both results
# score: 0
# hint: A straight line is fitted to the times
import numpy as np


def read_voltage(v, t_switch, v_write, n_reads, t_read, allowed):
    slope, height = np.polyfit(v, t_switch, 1)
    needed = n_reads * t_read / allowed
    return max((needed - height) / slope, 0.0), np.log10(needed / (height + slope * v_write))
