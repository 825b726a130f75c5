# %% right-angle
# about: complex numbers
# score: 15
import numpy as np


def read_direction(counts, preferred):
    return np.angle(counts @ np.exp(1j * preferred))


def errors(theta, preferred, r_max, kappa, T, n, rng):
    f = r_max * np.exp(kappa * (np.cos(theta - preferred) - 1))
    slope = -kappa * np.sin(theta - preferred) * f
    counts = rng.poisson(T * f, (n, len(f)))
    error = np.angle(np.exp(1j * (read_direction(counts, preferred) - theta)))
    found, smallest = np.sqrt(np.mean(error**2)), 1 / np.sqrt(T * np.sum(slope**2 / f))
    return found, smallest

# %% right-loop
# about: one trial after the other, in plain Python, and a list
# score: 15
import math

import numpy as np


def read_direction(counts, preferred):
    if np.ndim(counts) == 2:
        return [read_direction(row, preferred) for row in counts]
    return direction(counts, [(math.cos(phi), math.sin(phi)) for phi in preferred])


def direction(counts, vectors):
    x = y = 0.0
    for n, (c, s) in zip(counts, vectors, strict=True):
        x, y = x + n * c, y + n * s
    return math.atan2(y, x)


def errors(theta, preferred, r_max, kappa, T, n, rng):
    rates = [r_max * math.exp(kappa * (math.cos(theta - phi) - 1)) for phi in preferred]
    squares, vectors = 0.0, [(math.cos(phi), math.sin(phi)) for phi in preferred]
    for counts in rng.poisson(T * np.array(rates), (n, len(rates))).tolist():
        away = direction(counts, vectors) - theta
        if away > math.pi:
            away -= 2 * math.pi
        elif away < -math.pi:
            away += 2 * math.pi
        squares += away**2
    J = T * sum((kappa * math.sin(theta - phi)) ** 2 * f for phi, f in zip(preferred, rates, strict=True))
    return [math.sqrt(squares / n), J**-0.5]

# %% right-numeric-slope
# about: the slope of the tuning curve by a small difference
# score: 15
import numpy as np


def read_direction(counts, preferred):
    return np.arctan2(counts @ np.sin(preferred), counts @ np.cos(preferred))


def errors(theta, preferred, r_max, kappa, T, n, rng):
    f = r_max * np.exp(kappa * (np.cos(theta - preferred) - 1))
    slope = (r_max * np.exp(kappa * (np.cos(theta + 1e-6 - preferred) - 1)) - r_max * np.exp(kappa * (np.cos(theta - 1e-6 - preferred) - 1))) / 2e-6
    counts = rng.poisson(T * f, (n, len(f)))
    error = np.angle(np.exp(1j * (read_direction(counts, preferred) - theta)))
    found, smallest = np.sqrt(np.mean(error**2)), 1 / np.sqrt(T * np.sum(slope**2 / f))
    return found, smallest

# %% wrong-arctan
# about: the arctangent of a ratio
# score: 8
# hint: Two opposite directions have the same ratio
# from: right-angle
# -     return np.angle(counts @ np.exp(1j * preferred))
# +     return np.arctan(counts @ np.sin(preferred) / (counts @ np.cos(preferred)))

# %% wrong-mean-of-angles
# about: the mean of the preferred directions
# score: 0
# hint: This is the mean of the preferred directions
# from: right-angle
# -     return np.angle(counts @ np.exp(1j * preferred))
# +     return counts @ preferred / np.sum(counts, axis=-1)

# %% wrong-axes
# about: cosines and sines exchanged
# score: 0
# hint: The two components are exchanged
# from: right-angle
# -     return np.angle(counts @ np.exp(1j * preferred))
# +     return np.arctan2(counts @ np.cos(preferred), counts @ np.sin(preferred))

# %% wrong-most-spikes
# about: the neuron with the most spikes
# score: 0
# hint: the neuron with the most spikes
# from: right-angle
# -     return np.angle(counts @ np.exp(1j * preferred))
# +     return preferred[np.argmax(counts, axis=-1)]

# %% wrong-degrees
# about: directions and errors in degrees
# score: 0
# hint: This direction is in degrees
# hint: This error is in degrees
import numpy as np


def read_direction(counts, preferred):
    return np.rad2deg(np.arctan2(counts @ np.sin(preferred), counts @ np.cos(preferred)))


def errors(theta, preferred, r_max, kappa, T, n, rng):
    f = r_max * np.exp(kappa * (np.cos(theta - preferred) - 1))
    slope = -kappa * np.sin(theta - preferred) * f
    counts = rng.poisson(T * f, (n, len(f)))
    error = (read_direction(counts, preferred) - np.rad2deg(theta) + 180) % 360 - 180
    found, smallest = np.sqrt(np.mean(error**2)), 1 / np.sqrt(T * np.sum(slope**2 / f))
    return found, np.rad2deg(smallest)

# %% wrong-from-0-to-2-pi
# about: directions from 0 to 2 pi
# score: 11
# hint: lies between 0 and 2*pi
# from: right-angle
# -     return np.angle(counts @ np.exp(1j * preferred))
# +     return np.arctan2(counts @ np.sin(preferred), counts @ np.cos(preferred)) % (2 * np.pi)

# %% wrong-one-trial-only
# about: adds up all trials
# score: 0
# hint: The directions of six trials at once
# from: right-angle
# -     return np.angle(counts @ np.exp(1j * preferred))
# +     return np.arctan2(np.sum(counts * np.sin(preferred)), np.sum(counts * np.cos(preferred)))

# %% wrong-J
# about: returns the Fisher information
# score: 7
# hint: This is the Fisher information J
import numpy as np


def read_direction(counts, preferred):
    return np.arctan2(counts @ np.sin(preferred), counts @ np.cos(preferred))


def errors(theta, preferred, r_max, kappa, T, n, rng):
    f = r_max * np.exp(kappa * (np.cos(theta - preferred) - 1))
    slope = -kappa * np.sin(theta - preferred) * f
    counts = rng.poisson(T * f, (n, len(f)))
    error = np.angle(np.exp(1j * (read_direction(counts, preferred) - theta)))
    found, smallest = np.sqrt(np.mean(error**2)), T * np.sum(slope**2 / f)
    return found, smallest

# %% wrong-variance-bound
# about: the bound of the variance
# score: 7
# hint: This is 1/J, a variance
import numpy as np


def read_direction(counts, preferred):
    return np.arctan2(counts @ np.sin(preferred), counts @ np.cos(preferred))


def errors(theta, preferred, r_max, kappa, T, n, rng):
    f = r_max * np.exp(kappa * (np.cos(theta - preferred) - 1))
    slope = -kappa * np.sin(theta - preferred) * f
    counts = rng.poisson(T * f, (n, len(f)))
    error = np.angle(np.exp(1j * (read_direction(counts, preferred) - theta)))
    found, smallest = np.sqrt(np.mean(error**2)), 1 / (T * np.sum(slope**2 / f))
    return found, smallest

# %% wrong-root-of-J
# about: the root of J
# score: 7
# hint: This is the root of J
import numpy as np


def read_direction(counts, preferred):
    return np.arctan2(counts @ np.sin(preferred), counts @ np.cos(preferred))


def errors(theta, preferred, r_max, kappa, T, n, rng):
    f = r_max * np.exp(kappa * (np.cos(theta - preferred) - 1))
    slope = -kappa * np.sin(theta - preferred) * f
    counts = rng.poisson(T * f, (n, len(f)))
    error = np.angle(np.exp(1j * (read_direction(counts, preferred) - theta)))
    found, smallest = np.sqrt(np.mean(error**2)), np.sqrt(T * np.sum(slope**2 / f))
    return found, smallest

# %% wrong-J-without-T
# about: T is left out of J
# score: 7
# hint: T is left out of J
import numpy as np


def read_direction(counts, preferred):
    return np.arctan2(counts @ np.sin(preferred), counts @ np.cos(preferred))


def errors(theta, preferred, r_max, kappa, T, n, rng):
    f = r_max * np.exp(kappa * (np.cos(theta - preferred) - 1))
    slope = -kappa * np.sin(theta - preferred) * f
    counts = rng.poisson(T * f, (n, len(f)))
    error = np.angle(np.exp(1j * (read_direction(counts, preferred) - theta)))
    found, smallest = np.sqrt(np.mean(error**2)), 1 / np.sqrt(np.sum(slope**2 / f))
    return found, smallest

# %% wrong-slope-without-kappa
# about: kappa is left out of the derivative
# score: 7
# hint: the factor kappa
# from: right-numeric-slope
# -     slope = (r_max * np.exp(kappa * (np.cos(theta + 1e-6 - preferred) - 1)) - r_max * np.exp(kappa * (np.cos(theta - 1e-6 - preferred) - 1))) / 2e-6
# +     slope = -np.sin(theta - preferred) * f

# %% wrong-slope-not-over-rate
# about: squared slopes are not divided by the rates
# score: 7
# hint: divided by the rate of its neuron
import numpy as np


def read_direction(counts, preferred):
    return np.arctan2(counts @ np.sin(preferred), counts @ np.cos(preferred))


def errors(theta, preferred, r_max, kappa, T, n, rng):
    f = r_max * np.exp(kappa * (np.cos(theta - preferred) - 1))
    slope = -kappa * np.sin(theta - preferred) * f
    counts = rng.poisson(T * f, (n, len(f)))
    error = np.angle(np.exp(1j * (read_direction(counts, preferred) - theta)))
    found, smallest = np.sqrt(np.mean(error**2)), 1 / np.sqrt(T * np.sum(slope**2))
    return found, smallest

# %% wrong-exchanged
# about: the bound first
# score: 7
# hint: The first result is the smallest error
import numpy as np


def read_direction(counts, preferred):
    return np.arctan2(counts @ np.sin(preferred), counts @ np.cos(preferred))


def errors(theta, preferred, r_max, kappa, T, n, rng):
    f = r_max * np.exp(kappa * (np.cos(theta - preferred) - 1))
    slope = -kappa * np.sin(theta - preferred) * f
    counts = rng.poisson(T * f, (n, len(f)))
    error = np.angle(np.exp(1j * (read_direction(counts, preferred) - theta)))
    found, smallest = np.sqrt(np.mean(error**2)), 1 / np.sqrt(T * np.sum(slope**2 / f))
    return smallest, found

# %% wrong-no-noise
# about: no noise
# score: 4
# hint: There is no noise
# from: right-numeric-slope
# -     slope = (r_max * np.exp(kappa * (np.cos(theta + 1e-6 - preferred) - 1)) - r_max * np.exp(kappa * (np.cos(theta - 1e-6 - preferred) - 1))) / 2e-6
# -     counts = rng.poisson(T * f, (n, len(f)))
# +     slope = -kappa * np.sin(theta - preferred) * f
# +     counts = np.tile(T * f, (n, 1))

# %% wrong-counts-without-T
# about: counts of one second
# score: 4
# hint: T is left out of the counts
# from: right-numeric-slope
# -     slope = (r_max * np.exp(kappa * (np.cos(theta + 1e-6 - preferred) - 1)) - r_max * np.exp(kappa * (np.cos(theta - 1e-6 - preferred) - 1))) / 2e-6
# -     counts = rng.poisson(T * f, (n, len(f)))
# +     slope = -kappa * np.sin(theta - preferred) * f
# +     counts = rng.poisson(f, (n, len(f)))

# %% wrong-mean-square
# about: the mean square
# score: 4
# hint: This is the mean squared error
import numpy as np


def read_direction(counts, preferred):
    return np.arctan2(counts @ np.sin(preferred), counts @ np.cos(preferred))


def errors(theta, preferred, r_max, kappa, T, n, rng):
    f = r_max * np.exp(kappa * (np.cos(theta - preferred) - 1))
    slope = -kappa * np.sin(theta - preferred) * f
    counts = rng.poisson(T * f, (n, len(f)))
    error = np.angle(np.exp(1j * (read_direction(counts, preferred) - theta)))
    found, smallest = np.mean(error**2), 1 / np.sqrt(T * np.sum(slope**2 / f))
    return found, smallest

# %% wrong-mean-size
# about: the mean size of an error
# score: 4
# hint: This is the mean size of an error
import numpy as np


def read_direction(counts, preferred):
    return np.arctan2(counts @ np.sin(preferred), counts @ np.cos(preferred))


def errors(theta, preferred, r_max, kappa, T, n, rng):
    f = r_max * np.exp(kappa * (np.cos(theta - preferred) - 1))
    slope = -kappa * np.sin(theta - preferred) * f
    counts = rng.poisson(T * f, (n, len(f)))
    error = np.angle(np.exp(1j * (read_direction(counts, preferred) - theta)))
    found, smallest = np.mean(np.abs(error)), 1 / np.sqrt(T * np.sum(slope**2 / f))
    return found, smallest

# %% wrong-theta-not-subtracted
# about: theta is not subtracted
# score: 4
# hint: theta is not subtracted
import numpy as np


def read_direction(counts, preferred):
    return np.arctan2(counts @ np.sin(preferred), counts @ np.cos(preferred))


def errors(theta, preferred, r_max, kappa, T, n, rng):
    f = r_max * np.exp(kappa * (np.cos(theta - preferred) - 1))
    slope = -kappa * np.sin(theta - preferred) * f
    counts = rng.poisson(T * f, (n, len(f)))
    error = read_direction(counts, preferred)
    found, smallest = np.sqrt(np.mean(error**2)), 1 / np.sqrt(T * np.sum(slope**2 / f))
    return found, smallest

# %% wrong-no-wrap
# about: differences of more than half a turn
# score: 12
# hint: The error is too large near half a turn
import numpy as np


def read_direction(counts, preferred):
    return np.arctan2(counts @ np.sin(preferred), counts @ np.cos(preferred))


def errors(theta, preferred, r_max, kappa, T, n, rng):
    f = r_max * np.exp(kappa * (np.cos(theta - preferred) - 1))
    slope = -kappa * np.sin(theta - preferred) * f
    counts = rng.poisson(T * f, (n, len(f)))
    error = read_direction(counts, preferred) - theta
    found, smallest = np.sqrt(np.mean(error**2)), 1 / np.sqrt(T * np.sum(slope**2 / f))
    return found, smallest
