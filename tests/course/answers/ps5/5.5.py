# %% right-chi-square
# about: intervals by the chi-square distribution
# score: 25
import numpy as np
from scipy.stats import chi2


def estimate_spreads(readings):
    n, N = readings.shape
    m = readings.mean(axis=0)
    within = ((readings / m).var(axis=0, ddof=1)).mean()
    between = np.log(m).var(ddof=1)
    ends = chi2.ppf([0.975, 0.025], N - 1)
    lows = chi2.ppf([0.975, 0.025], N * (n - 1))
    of_d = [max(v - within / n, 0) ** 0.5 for v in (between, between * (N - 1) / ends[0], between * (N - 1) / ends[1])]
    return [of_d, [within**0.5, (within * N * (n - 1) / lows[0]) ** 0.5, (within * N * (n - 1) / lows[1]) ** 0.5]]

# %% right-relative-columns
# about: each device by its own mean, NumPy's variances
# score: 25
import numpy as np


def estimate_spreads(readings):
    readings = np.asarray(readings, dtype=float)
    cycles, devices = readings.shape
    means = readings.mean(axis=0)

    def interval(spread, k):
        return spread * (1 + np.array([0.0, -1.96, 1.96]) / np.sqrt(2 * k))

    c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
    of_means = interval(np.log(means).std(ddof=1), devices - 1)
    d2d = np.sqrt(np.maximum(of_means**2 - c2c**2 / cycles, 0))
    return np.array([d2d, interval(c2c, devices * (cycles - 1))])

# %% right-delta
# about: the standard error carried through the root
# score: 25
import numpy as np


def estimate_spreads(readings):
    cycles, devices = readings.shape
    means = readings.mean(axis=0)
    c = np.sqrt((readings.var(axis=0, ddof=1) / means**2).mean())
    s2 = np.log(means).var(ddof=1)
    d2 = s2 - c**2 / cycles
    error_c = c / np.sqrt(2 * devices * (cycles - 1))
    if d2 <= 0:
        high = np.sqrt(max(s2 * (1 + 1.96 * np.sqrt(2 / (devices - 1))) - c**2 / cycles, 0))
        return (0.0, 0.0, high), (c, c - 1.96 * error_c, c + 1.96 * error_c)
    d = np.sqrt(d2)
    error = np.sqrt(2 * s2**2 / (devices - 1) + (2 * c * error_c / cycles) ** 2) / (2 * d)
    return (d, max(d - 1.96 * error, 0), d + 1.96 * error), (c, c - 1.96 * error_c, c + 1.96 * error_c)

# %% right-jackknife
# about: devices left out one by one
# score: 25
import numpy as np


def estimate_spreads(readings):
    n, N = readings.shape
    m = readings.mean(axis=0)
    x, q = np.log(m), ((readings / m - 1) ** 2).sum(axis=0) / (n - 1)
    c2 = q.mean()
    v = x.var(ddof=1) - c2 / n
    x1, x2 = (x.sum() - x) / (N - 1), ((x**2).sum() - x**2) / (N - 1)
    out_c = (q.sum() - q) / (N - 1)
    out_v = (x2 - x1**2) * (N - 1) / (N - 2) - out_c / n
    half_v = 1.96 * np.sqrt((N - 1) / N * ((out_v - out_v.mean()) ** 2).sum())
    half_c = 1.96 * np.sqrt((N - 1) / N * ((out_c - out_c.mean()) ** 2).sum())
    row = lambda mid, half: [np.sqrt(max(mid, 0)), np.sqrt(max(mid - half, 0)), np.sqrt(max(mid + half, 0))]
    return [row(v, half_v), row(c2, half_c)]

# %% right-bootstrap
# about: devices drawn again and again
# score: 25
import numpy as np


def estimate_spreads(readings):
    n, N = readings.shape
    m = readings.mean(axis=0)
    x, q = np.log(m), ((readings / m - 1) ** 2).sum(axis=0) / (n - 1)
    pick = np.random.default_rng(0).integers(N, size=(2000, N))
    v, c = x[pick].var(axis=1, ddof=1) * N / (N - 1) - q[pick].mean(axis=1) / n, q[pick].mean(axis=1)
    best = x.var(ddof=1) - q.mean() / n
    root = lambda *values: [np.sqrt(max(each, 0)) for each in values]
    return [root(best, *np.quantile(v, [0.025, 0.975])), root(q.mean(), *np.quantile(c, [0.025, 0.975]))]

# %% right-loops
# about: plain Python
# score: 25
def estimate_spreads(readings):
    import math
    rows = [list(row) for row in readings]
    n, N = len(rows), len(rows[0])
    means = [sum(row[k] for row in rows) / n for k in range(N)]
    squares = sum((row[k] / means[k] - 1) ** 2 for row in rows for k in range(N))
    c = math.sqrt(squares / (N * (n - 1)))
    x = [math.log(m) for m in means]
    middle = sum(x) / N
    s = math.sqrt(sum((each - middle) ** 2 for each in x) / (N - 1))
    out = []
    for z in (0.0, -1.96, 1.96):
        out.append((math.sqrt(max((s * (1 + z / math.sqrt(2 * (N - 1)))) ** 2 - c * c / n, 0.0)), c * (1 + z / math.sqrt(2 * N * (n - 1)))))
    return [[a for a, _ in out], [b for _, b in out]]

# %% wrong-not-corrected
# about: the means still hold the cycles
# score: 11
# hint: The mean of 40 cycles still holds
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
#
# -     d2d = np.sqrt(np.maximum(of_means**2 - c2c**2 / cycles, 0))
# +     d2d = of_means

# %% wrong-total
# about: the spread of all readings for d2d
# score: 11
# hint: total variability of all readings
import numpy as np


def estimate_spreads(readings):
    readings = np.asarray(readings, dtype=float)
    cycles, devices = readings.shape
    means = readings.mean(axis=0)

    def interval(spread, k):
        return spread * (1 + np.array([0.0, -1.96, 1.96]) / np.sqrt(2 * k))

    c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
    of_means = interval(np.log(readings).std(ddof=1), devices - 1)
    d2d = of_means
    return np.array([d2d, interval(c2c, devices * (cycles - 1))])

# %% wrong-total-corrected
# about: the spread of all readings, less all of c2c, by linear subtraction
# score: 11
# hint: The standard deviations are subtracted
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
#
# -     d2d = np.sqrt(np.maximum(of_means**2 - c2c**2 / cycles, 0))
# +     d2d = of_means - c2c / np.sqrt(cycles)

# %% wrong-single-cycle
# about: one cycle for d2d
# score: 11
# hint: in a single cycle
import numpy as np


def estimate_spreads(readings):
    readings = np.asarray(readings, dtype=float)
    cycles, devices = readings.shape
    means = readings.mean(axis=0)

    def interval(spread, k):
        return spread * (1 + np.array([0.0, -1.96, 1.96]) / np.sqrt(2 * k))

    c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
    of_means = interval(np.log(readings[0]).std(ddof=1), devices - 1)
    d2d = of_means
    return np.array([d2d, interval(c2c, devices * (cycles - 1))])

# %% wrong-added
# about: the variance of the cycles added
# score: 11
# hint: is added
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
#
# -     d2d = np.sqrt(np.maximum(of_means**2 - c2c**2 / cycles, 0))
# +     d2d = np.sqrt(of_means**2 + c2c**2 / cycles)

# %% wrong-by-devices
# about: divided by the number of devices
# score: 11
# hint: divided by 200
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
#
# -     d2d = np.sqrt(np.maximum(of_means**2 - c2c**2 / cycles, 0))
# +     d2d = np.sqrt(np.maximum(of_means**2 - c2c**2 / devices, 0))

# %% wrong-forty
# about: the forty cycles of the example
# score: 11
# hint: for every number of cycles
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
#
# -     d2d = np.sqrt(np.maximum(of_means**2 - c2c**2 / cycles, 0))
# +     d2d = np.sqrt(np.maximum(of_means**2 - c2c**2 / 40, 0))

# %% wrong-variances
# about: variances
# score: 2
# hint: This is a variance
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
#
# -     return np.array([d2d, interval(c2c, devices * (cycles - 1))])
# +     return np.array([d2d**2, interval(c2c, devices * (cycles - 1))**2])

# %% wrong-exchanged-rows
# about: c2c first
# score: 0
# hint: d2d comes first
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
#
# -     return np.array([d2d, interval(c2c, devices * (cycles - 1))])
# +     return np.array([interval(c2c, devices * (cycles - 1)), d2d])

# %% wrong-transposed
# about: cycles and devices exchanged
# score: 2
# hint: The variance that remains is negative
# hint: look at each device by itself
# from: right-relative-columns
# -     readings = np.asarray(readings, dtype=float)
# +     readings = np.asarray(readings, dtype=float).T
#
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))

# %% wrong-decimal
# about: decimal logarithm
# score: 11
# hint: or is the logarithm decimal
# hint: decimal logarithm
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# -     of_means = interval(np.log(means).std(ddof=1), devices - 1)
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
# +     of_means = interval(np.log10(means).std(ddof=1), devices - 1)

# %% wrong-linear
# about: the means relative to their mean, without a logarithm
# score: 23
# hint: With a wide spread it is more than d2d
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# -     of_means = interval(np.log(means).std(ddof=1), devices - 1)
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
# +     of_means = interval(means.std(ddof=1) / means.mean(), devices - 1)

# %% wrong-siemens
# about: both in siemens
# score: 7
# hint: siemens
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# -     of_means = interval(np.log(means).std(ddof=1), devices - 1)
# +     c2c = np.sqrt(np.sum((readings - means) ** 2) / (devices * (cycles - 1)))
# +     of_means = interval(means.std(ddof=1), devices - 1)

# %% wrong-absolute
# about: deviations relative to the mean of the chip
# score: 19
# hint: divided by the mean of the chip
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum(((readings - means) / means.mean()) ** 2) / (devices * (cycles - 1)))

# %% wrong-log-cycles
# about: c2c from the logarithms
# score: 15
# hint: c2c is taken from the logarithms
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((np.log(readings) - np.log(readings).mean(axis=0)) ** 2) / (devices * (cycles - 1)))

# %% wrong-ddof-cycles
# about: all 40 cycles
# score: 7
# hint: divide the sum of squares by one cycle less
# hint: use ddof=1
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * cycles))

# %% wrong-ddof-devices
# about: all devices
# score: 22
# hint: divided by all six devices
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# -     of_means = interval(np.log(means).std(ddof=1), devices - 1)
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
# +     of_means = interval(np.log(means).std(), devices - 1)

# %% wrong-mean-of-deviations
# about: standard deviations averaged
# score: 13
# hint: average variances
# hint: are averaged
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = (readings / means).std(axis=0, ddof=1).mean()

# %% wrong-total-for-cycles
# about: the spread of all readings for c2c
# score: 13
# hint: look at each device by itself
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
#
# -     return np.array([d2d, interval(c2c, devices * (cycles - 1))])
# +     return np.array([d2d, interval(np.log(readings).std(), devices * (cycles - 1))])

# %% wrong-standard-error
# about: c2c of a mean
# score: 13
# hint: standard error of the mean
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
#
# -     return np.array([d2d, interval(c2c, devices * (cycles - 1))])
# +     return np.array([d2d, interval(c2c / np.sqrt(cycles), devices * (cycles - 1))])

# %% wrong-devices-for-cycles
# about: both intervals from the devices
# score: 17
# hint: interval of c2c is much too wide
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
#
# -     return np.array([d2d, interval(c2c, devices * (cycles - 1))])
# +     return np.array([d2d, interval(c2c, devices - 1)])

# %% wrong-no-two
# about: the 2 under the root forgotten
# score: 17
# hint: too wide by sqrt(2)
# from: right-relative-columns
# -         return spread * (1 + np.array([0.0, -1.96, 1.96]) / np.sqrt(2 * k))
# +         return spread * (1 + np.array([0.0, -1.96, 1.96]) / np.sqrt(k))
#
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))

# %% wrong-one-sigma
# about: one standard error
# score: 17
# hint: one standard error to either side
# from: right-relative-columns
# -         return spread * (1 + np.array([0.0, -1.96, 1.96]) / np.sqrt(2 * k))
# +         return spread * (1 + np.array([0.0, -1.0, 1.0]) / np.sqrt(2 * k))
#
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))

# %% wrong-interval-of-the-means
# about: the interval of the means, moved
# score: 20
# hint: moved
import numpy as np


def estimate_spreads(readings):
    readings = np.asarray(readings, dtype=float)
    cycles, devices = readings.shape
    means = readings.mean(axis=0)

    def interval(spread, k):
        return spread * (1 + np.array([0.0, -1.96, 1.96]) / np.sqrt(2 * k))

    c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
    of_means = interval(np.log(means).std(ddof=1), devices - 1)
    best = np.sqrt(np.maximum(of_means[0]**2 - c2c**2 / cycles, 0))
    d2d = np.maximum(best * of_means / of_means[0], 0)
    return np.array([d2d, interval(c2c, devices * (cycles - 1))])

# %% wrong-nan
# about: the root of what is negative
# score: 23
# hint: Not a number
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
#
# -     d2d = np.sqrt(np.maximum(of_means**2 - c2c**2 / cycles, 0))
# +     d2d = np.sqrt(of_means**2 - c2c**2 / cycles)

# %% wrong-changes-input
# about: in place
# score: 21
# hint: changes its input readings
# from: right-relative-columns
# -     readings = np.asarray(readings, dtype=float)
# +     readings *= 1.0000001
#
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))

# %% wrong-two-numbers
# about: no intervals
# score: 0
# hint: dimension
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
#
# -     return np.array([d2d, interval(c2c, devices * (cycles - 1))])
# +     return d2d[0], c2c

# %% wrong-hard-coded
# about: the numbers of one chip
# score: 0
# hint: The estimate of d2d is
def estimate_spreads(readings):
    return [[0.03, 0.02, 0.04], [0.1, 0.09, 0.11]]

# %% wrong-no-return
# about: nothing returned
# score: 0
# hint: None
# from: right-relative-columns
# -     c2c = np.sqrt((readings / means).var(axis=0, ddof=1).mean())
# +     c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
#
# -     return np.array([d2d, interval(c2c, devices * (cycles - 1))])
# +     result = np.array([d2d, interval(c2c, devices * (cycles - 1))])

# %% wrong-other-name
# about: another name
# score: 0
# hint: estimate_spreads
import numpy as np


def estimate_spread(readings):
    readings = np.asarray(readings, dtype=float)
    cycles, devices = readings.shape
    means = readings.mean(axis=0)

    def interval(spread, k):
        return spread * (1 + np.array([0.0, -1.96, 1.96]) / np.sqrt(2 * k))

    c2c = np.sqrt(np.sum((readings / means - 1) ** 2) / (devices * (cycles - 1)))
    of_means = interval(np.log(means).std(ddof=1), devices - 1)
    d2d = np.sqrt(np.maximum(of_means**2 - c2c**2 / cycles, 0))
    return np.array([d2d, interval(c2c, devices * (cycles - 1))])
