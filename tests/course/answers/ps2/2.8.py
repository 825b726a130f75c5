# %% right-dot
# about: scalar products, and two linear equations solved as a matrix
# score: 14
import numpy as np


def voltage(jumps, rates, tau):
    return [tau * (jumps @ rates), np.sqrt(tau / 2 * (jumps**2 @ rates))]


def balance(mean, sd, q, tau):
    found = np.linalg.solve([[q * tau, -q * tau], [q**2 * tau / 2, q**2 * tau / 2]], [mean, sd**2])
    return found if (found >= 0).all() else np.full(2, np.nan)

# %% right-loop
# about: plain Python, one kind after the other
# score: 14
import math


def voltage(jumps, rates, tau):
    mean = variance = 0.0
    for jump, rate in zip(jumps, rates, strict=True):
        mean += jump * rate * tau
        variance += jump * jump * rate * tau / 2
    return mean, math.sqrt(variance)


def balance(mean, sd, q, tau):
    excess = mean / q / tau
    both = 2 * (sd / q) ** 2 / tau
    if both < abs(excess):
        return math.nan, math.nan
    inhibition = (both - excess) / 2
    return inhibition + excess, inhibition

# %% right-quadrature
# about: the standard deviations of the kinds added as the sides of a right angle
# score: 14
import numpy as np


def voltage(jumps, rates, tau):
    each = np.asarray(jumps) * np.sqrt(np.asarray(rates) * tau / 2)
    return np.sum(np.asarray(jumps) * np.asarray(rates)) * tau, np.linalg.norm(each)


def balance(mean, sd, q, tau):
    d, s = mean / (q * tau), 2 * sd**2 / (q**2 * tau)
    rates = np.array([s + d, s - d]) / 2
    return tuple(np.where(rates.min() < 0, np.nan, rates))

# %% right-sums
# about: sums over the kinds, and the two rates from their sum and difference
# score: 14
import numpy as np


def voltage(jumps, rates, tau):
    return tau * np.sum(jumps * rates), np.sqrt(tau / 2 * np.sum(jumps**2 * rates))


def balance(mean, sd, q, tau):
    difference, total = mean / (q * tau), 2 * sd**2 / (q**2 * tau)
    excitation, inhibition = (total + difference) / 2, (total - difference) / 2
    return (excitation, inhibition) if min(excitation, inhibition) >= 0 else (np.nan, np.nan)

# %% wrong-variances-subtract
# about: inhibition lowers the variance
# score: 7
# hint: The variances are subtracted
# from: right-sums
# -     return tau * np.sum(jumps * rates), np.sqrt(tau / 2 * np.sum(jumps**2 * rates))
# +     variance = tau / 2 * np.sum(np.sign(jumps) * jumps**2 * rates)
# +     return tau * np.sum(jumps * rates), np.sqrt(variance)

# %% wrong-no-half
# about: the integral of the squared response taken as tau
# score: 0
# hint: The factor 1/2 is missing
# hint: The factor 1/2 of the variance is missing
import numpy as np


def voltage(jumps, rates, tau):
    return tau * np.sum(jumps * rates), np.sqrt(tau * np.sum(jumps**2 * rates))


def balance(mean, sd, q, tau):
    difference, total = mean / (q * tau), sd**2 / (q**2 * tau)
    excitation, inhibition = (total + difference) / 2, (total - difference) / 2
    return (excitation, inhibition) if min(excitation, inhibition) >= 0 else (np.nan, np.nan)

# %% wrong-sds-add
# about: the standard deviations are added up
# score: 10
# hint: The standard deviations are added up: add
# from: right-sums
# -     return tau * np.sum(jumps * rates), np.sqrt(tau / 2 * np.sum(jumps**2 * rates))
# +     return tau * np.sum(jumps * rates), np.sum(np.abs(jumps) * np.sqrt(tau / 2 * rates))

# %% wrong-sds-add-with-signs
# about: the standard deviations are added up with the signs of the jumps
# score: 7
# hint: The standard deviations are added up with their signs
# from: right-sums
# -     return tau * np.sum(jumps * rates), np.sqrt(tau / 2 * np.sum(jumps**2 * rates))
# +     return tau * np.sum(jumps * rates), np.sum(jumps * np.sqrt(tau / 2 * rates))

# %% wrong-variance
# about: the variance in place of the standard deviation
# score: 7
# hint: This is the variance
# from: right-sums
# -     return tau * np.sum(jumps * rates), np.sqrt(tau / 2 * np.sum(jumps**2 * rates))
# +     return tau * np.sum(jumps * rates), tau / 2 * np.sum(jumps**2 * rates)

# %% wrong-sign-of-the-mean
# about: inhibitory spikes raise the mean
# score: 7
# hint: The sign of inhibition is lost
# from: right-sums
# -     return tau * np.sum(jumps * rates), np.sqrt(tau / 2 * np.sum(jumps**2 * rates))
# +     return tau * np.sum(np.abs(jumps) * rates), np.sqrt(tau / 2 * np.sum(jumps**2 * rates))

# %% wrong-exchanged
# about: inhibition comes first
# score: 7
# hint: The two rates are exchanged
# from: right-sums
# -     return (excitation, inhibition) if min(excitation, inhibition) >= 0 else (np.nan, np.nan)
# +     return (inhibition, excitation) if min(excitation, inhibition) >= 0 else (np.nan, np.nan)

# %% wrong-negative-rates
# about: a rate below 0 is returned
# score: 11
# hint: A rate is below 0
import numpy as np


def voltage(jumps, rates, tau):
    return tau * np.sum(jumps * rates), np.sqrt(tau / 2 * np.sum(jumps**2 * rates))


def balance(mean, sd, q, tau):
    difference, total = mean / (q * tau), 2 * sd**2 / (q**2 * tau)
    return (total + difference) / 2, (total - difference) / 2

# %% wrong-clipped
# about: a rate below 0 becomes 0
# score: 11
# hint: A rate below 0 is set to 0
import numpy as np


def voltage(jumps, rates, tau):
    return tau * np.sum(jumps * rates), np.sqrt(tau / 2 * np.sum(jumps**2 * rates))


def balance(mean, sd, q, tau):
    difference, total = mean / (q * tau), 2 * sd**2 / (q**2 * tau)
    return max(0.0, (total + difference) / 2), max(0.0, (total - difference) / 2)

# %% wrong-twice
# about: sum and difference of the rates without the factor 1/2
# score: 7
# hint: These are twice the rates
import numpy as np


def voltage(jumps, rates, tau):
    return tau * np.sum(jumps * rates), np.sqrt(tau / 2 * np.sum(jumps**2 * rates))


def balance(mean, sd, q, tau):
    difference, total = mean / (q * tau), 2 * sd**2 / (q**2 * tau)
    excitation, inhibition = total + difference, total - difference
    return (excitation, inhibition) if min(excitation, inhibition) >= 0 else (np.nan, np.nan)
