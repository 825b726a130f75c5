# %% right-least-squares
# about: sums in place of polyfit, lists as results
# score: 20
import numpy as np
def calibrate(known, steps):
    known, slopes, offsets = np.asarray(known), [], []
    for n in np.asarray(steps).T:
        good = np.logical_and(n > 55, n < 1000)
        x, y = known[good], n[good]
        a = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
        slopes.append(a)
        offsets.append(y.mean() - a * x.mean())
    return slopes, offsets
@measurement
def my_meters(bench):
    settings = np.zeros((40, 65), int)
    settings[:, 64] = np.linspace(8, 100, 40)
    return calibrate(volts(settings[:, 64]) / (10*kOhm), bench.read(settings))

# %% right-steps-within-the-range
# about: a few settings, each read many times, and an array of two rows
# score: 20
import numpy as np
def calibrate(known, steps):
    n = np.array(steps, dtype=float)
    n[(n <= 51) | (n >= 1023)] = np.nan
    x = np.where(np.isnan(n), np.nan, np.array(known)[:, None])
    dx, dy = x - np.nanmean(x, axis=0), n - np.nanmean(n, axis=0)
    slope = np.nansum(dx * dy, axis=0) / np.nansum(dx * dx, axis=0)
    return np.array([slope, np.nanmean(n, axis=0) - slope * np.nanmean(x, axis=0)])
@measurement
def my_meters(bench):
    settings = np.zeros((60, 65), int)
    settings[:, 64] = np.repeat([12, 50, 80], 20)
    return calibrate(volts(settings[:, 64]) / 10e3, bench.read(settings))

# %% wrong-floor
# about: readings at the floor are used
# score: 0
# hint: Readings at the floor are used
import numpy as np
def calibrate(known, steps):
    """Return the slopes (steps per A) and the offsets (steps) of all meters."""
    known, steps = np.asarray(known, dtype=float), np.asarray(steps, dtype=float)
    lines = []
    for n in steps.T:
        good = n < 1023
        lines.append(np.polyfit(known[good], n[good], 1))
    slope, offset = np.transpose(lines)
    return slope, offset


@measurement
def my_meters(bench):
    """Return the slopes (steps per A) and the offsets (steps) of the 64 meters of the chip on the bench."""
    settings = np.zeros((40, 65), int)
    settings[:, 64] = np.arange(0, 113, 2)[:40]
    return calibrate(volts(settings[:, 64]) / 10e3, bench.read(settings))

# %% wrong-saturated
# about: saturated readings are used
# score: 0
# hint: Saturated readings are used
import numpy as np
def calibrate(known, steps):
    """Return the slopes (steps per A) and the offsets (steps) of all meters."""
    known, steps = np.asarray(known, dtype=float), np.asarray(steps, dtype=float)
    lines = []
    for n in steps.T:
        good = n > 51
        lines.append(np.polyfit(known[good], n[good], 1))
    slope, offset = np.transpose(lines)
    return slope, offset


@measurement
def my_meters(bench):
    """Return the slopes (steps per A) and the offsets (steps) of the 64 meters of the chip on the bench."""
    settings = np.zeros((60, 65), int)
    settings[:, 64] = np.linspace(4, 113, 60)
    return calibrate(volts(settings[:, 64]) / 10e3, bench.read(settings))

# %% wrong-all
# about: all readings are used
# score: 0
# hint: All readings are used
import numpy as np
def calibrate(known, steps):
    """Return the slopes (steps per A) and the offsets (steps) of all meters."""
    known, steps = np.asarray(known, dtype=float), np.asarray(steps, dtype=float)
    lines = []
    for n in steps.T:
        good = (n > 51) & (n < 1023)
        lines.append(np.polyfit(known, n, 1))
    slope, offset = np.transpose(lines)
    return slope, offset


@measurement
def my_meters(bench):
    """Return the slopes (steps per A) and the offsets (steps) of the 64 meters of the chip on the bench."""
    settings = np.zeros((60, 65), int)
    settings[:, 64] = np.linspace(4, 113, 60)
    return calibrate(volts(settings[:, 64]) / 10e3, bench.read(settings))

# %% wrong-upside-down
# about: the current is fitted against the steps
# score: 0
# hint: The slope is upside down
import numpy as np
def calibrate(known, steps):
    """Return the slopes (steps per A) and the offsets (steps) of all meters."""
    known, steps = np.asarray(known, dtype=float), np.asarray(steps, dtype=float)
    lines = []
    for n in steps.T:
        good = (n > 51) & (n < 1023)
        lines.append(np.polyfit(n[good], known[good], 1))
    slope, offset = np.transpose(lines)
    return slope, offset


@measurement
def my_meters(bench):
    """Return the slopes (steps per A) and the offsets (steps) of the 64 meters of the chip on the bench."""
    settings = np.zeros((60, 65), int)
    settings[:, 64] = np.linspace(4, 113, 60)
    return calibrate(volts(settings[:, 64]) / 10e3, bench.read(settings))

# %% wrong-through-zero
# about: no offset
# score: 0
# hint: forced through 0
import numpy as np
def calibrate(known, steps):
    """Return the slopes (steps per A) and the offsets (steps) of all meters."""
    known, steps = np.asarray(known, dtype=float), np.asarray(steps, dtype=float)
    lines = []
    for n in steps.T:
        good = (n > 51) & (n < 1023)
        lines.append((known[good] @ n[good] / (known[good] @ known[good]), 0.0))
    slope, offset = np.transpose(lines)
    return slope, offset


@measurement
def my_meters(bench):
    """Return the slopes (steps per A) and the offsets (steps) of the 64 meters of the chip on the bench."""
    settings = np.zeros((60, 65), int)
    settings[:, 64] = np.linspace(4, 113, 60)
    return calibrate(volts(settings[:, 64]) / 10e3, bench.read(settings))

# %% wrong-offset-in-ampere
# about: the offset as a current
# score: 0
# hint: The offset is a current
import numpy as np
def calibrate(known, steps):
    """Return the slopes (steps per A) and the offsets (steps) of all meters."""
    known, steps = np.asarray(known, dtype=float), np.asarray(steps, dtype=float)
    lines = []
    for n in steps.T:
        good = (n > 51) & (n < 1023)
        lines.append(np.polyfit(known[good], n[good], 1))
    slope, offset = np.transpose(lines)
    return slope, offset / slope


@measurement
def my_meters(bench):
    """Return the slopes (steps per A) and the offsets (steps) of the 64 meters of the chip on the bench."""
    settings = np.zeros((60, 65), int)
    settings[:, 64] = np.linspace(4, 113, 60)
    return calibrate(volts(settings[:, 64]) / 10e3, bench.read(settings))

# %% wrong-swapped
# about: offsets first
# score: 0
# hint: Slopes and offsets are swapped
import numpy as np
def calibrate(known, steps):
    """Return the slopes (steps per A) and the offsets (steps) of all meters."""
    known, steps = np.asarray(known, dtype=float), np.asarray(steps, dtype=float)
    lines = []
    for n in steps.T:
        good = (n > 51) & (n < 1023)
        lines.append(np.polyfit(known[good], n[good], 1))
    slope, offset = np.transpose(lines)
    return offset, slope


@measurement
def my_meters(bench):
    """Return the slopes (steps per A) and the offsets (steps) of the 64 meters of the chip on the bench."""
    settings = np.zeros((60, 65), int)
    settings[:, 64] = np.linspace(4, 113, 60)
    return calibrate(volts(settings[:, 64]) / 10e3, bench.read(settings))

# %% wrong-data-sheet
# about: the data sheet in place of a measurement
# score: 11
# hint: All meters have the same slope
import numpy as np
def calibrate(known, steps):
    """Return the slopes (steps per A) and the offsets (steps) of all meters."""
    known, steps = np.asarray(known, dtype=float), np.asarray(steps, dtype=float)
    lines = []
    for n in steps.T:
        good = (n > 51) & (n < 1023)
        lines.append(np.polyfit(known[good], n[good], 1))
    slope, offset = np.transpose(lines)
    return slope, offset


@measurement
def my_meters(bench):
    """Return the slopes (steps per A) and the offsets (steps) of the 64 meters of the chip on the bench."""
    return np.full(64, 5e7), np.zeros(64)
    settings = np.zeros((60, 65), int)
    settings[:, 64] = np.linspace(4, 113, 60)
    return calibrate(volts(settings[:, 64]) / 10e3, bench.read(settings))

# %% wrong-no-mark
# about: the line @measurement is deleted
# score: 11
# hint: put the line @measurement directly above the line def my_meters
import numpy as np
def calibrate(known, steps):
    """Return the slopes (steps per A) and the offsets (steps) of all meters."""
    known, steps = np.asarray(known, dtype=float), np.asarray(steps, dtype=float)
    lines = []
    for n in steps.T:
        inside = (n > 51) & (n < 1023)
        lines.append(np.polyfit(known[inside], n[inside], 1))
    slope, offset = np.transpose(lines)
    return slope, offset


def my_meters(bench):
    """Return the slopes (steps per A) and the offsets (steps) of the 64 meters of the chip on the bench."""
    settings = np.zeros((60, 65), int)
    settings[:, 64] = np.linspace(4, 113, 60)
    return calibrate(volts(settings[:, 64]) / 10e3, bench.read(settings))

# %% wrong-reads-the-driver
# about: the parameters are read from the driver without a measurement
# score: 11
# hint: my_meters stops with AttributeError
import numpy as np
def calibrate(known, steps):
    """Return the slopes (steps per A) and the offsets (steps) of all meters."""
    known, steps = np.asarray(known, dtype=float), np.asarray(steps, dtype=float)
    lines = []
    for n in steps.T:
        inside = (n > 51) & (n < 1023)
        lines.append(np.polyfit(known[inside], n[inside], 1))
    slope, offset = np.transpose(lines)
    return slope, offset


@measurement
def my_meters(bench):
    """Return the slopes (steps per A) and the offsets (steps) of the 64 meters of the chip on the bench."""
    return bench._driver.gain / 20e-9, bench._driver.offset / 20e-9
