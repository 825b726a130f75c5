# %% right-histogram
# about: NumPy's histogram
# score: 22
import numpy as np
def two_peaks(u):
    counts = np.histogram(u, 5, (0, 1))[0] / len(u)
    return bool(counts[0] + counts[4] > 0.6 and min(counts[0], counts[4]) > 2 * counts[1:4].mean())
def compression(r1, runs1, r2, runs2):
    m1, m2 = np.mean(runs1), np.mean(runs2)
    d1 = np.std(runs1, ddof=1) / np.sqrt(len(runs1))
    d2 = np.std(runs2, ddof=1) / np.sqrt(len(runs2))
    return np.log(m2 / m1) / np.log(r2 / r1), np.sqrt((d1 / m1)**2 + (d2 / m2)**2) / np.log(r2 / r1)

# %% right-loop
# about: loops, and statistics by hand
# score: 22
import numpy as np
def two_peaks(u):
    low = sum(1 for x in u if x < 0.2)
    high = sum(1 for x in u if x >= 0.8)
    rest = len(u) - low - high
    return low + high > 0.6 * len(u) and low > 2 * rest / 3 and high > 2 * rest / 3
import statistics
def compression(r1, runs1, r2, runs2):
    x, y = [float(v) for v in runs1], [float(v) for v in runs2]
    a, b, s = statistics.mean(x), statistics.mean(y), float(np.log(r2) - np.log(r1))
    v = statistics.variance(x) / len(x) / a**2 + statistics.variance(y) / len(y) / b**2
    return np.array([(np.log(b) - np.log(a)) / s, v**0.5 / s])

# %% right-floor
# about: the number of the fifth by rounding down
# score: 22
import numpy as np
def two_peaks(u):
    k = np.minimum((np.asarray(u) * 5).astype(int), 4)
    n = np.bincount(k, minlength=5)
    return bool(n[0] + n[4] > 0.6 * n.sum() and min(n[0], n[4]) * 3 > 2 * n[1:4].sum())
def compression(r1, runs1, r2, runs2):
    m1, m2 = np.mean(runs1), np.mean(runs2)
    d1 = np.std(runs1, ddof=1) / np.sqrt(len(runs1))
    d2 = np.std(runs2, ddof=1) / np.sqrt(len(runs2))
    return np.log(m2 / m1) / np.log(r2 / r1), np.sqrt((d1 / m1)**2 + (d2 / m2)**2) / np.log(r2 / r1)

# %% wrong-sum-alone
# about: the first condition alone
# score: 10
# hint: All weights at the top are called two peaks
# from: right-histogram
# -     counts = np.histogram(u, 5, (0, 1))[0] / len(u)
# -     return bool(counts[0] + counts[4] > 0.6 and min(counts[0], counts[4]) > 2 * counts[1:4].mean())
# +     return bool(np.mean((u < 0.2) | (u >= 0.8)) > 0.6)

# %% wrong-own-range
# about: fifths of the range that the weights fill
# score: 16
# hint: Weights that are all below 0.3 are called two peaks
# from: right-histogram
# -     counts = np.histogram(u, 5, (0, 1))[0] / len(u)
# -     return bool(counts[0] + counts[4] > 0.6 and min(counts[0], counts[4]) > 2 * counts[1:4].mean())
# +     c = np.histogram(u, 5)[0] / len(u)
# +     return bool(c[0] + c[4] > 0.6 and min(c[0], c[4]) > 2 * c[1:4].mean())

# %% wrong-spread
# about: a large standard deviation
# score: 10
# hint: Evenly spread weights are called two peaks
# from: right-histogram
# -     counts = np.histogram(u, 5, (0, 1))[0] / len(u)
# -     return bool(counts[0] + counts[4] > 0.6 and min(counts[0], counts[4]) > 2 * counts[1:4].mean())
# +     return bool(np.std(u) > 0.25)

# %% wrong-without-two
# about: more than a middle fifth instead of twice
# score: 16
# hint: A peak at the bottom with a long tail
# from: right-histogram
# -     counts = np.histogram(u, 5, (0, 1))[0] / len(u)
# -     return bool(counts[0] + counts[4] > 0.6 and min(counts[0], counts[4]) > 2 * counts[1:4].mean())
# +     c = np.histogram(u, 5, (0, 1))[0] / len(u)
# +     return bool(c[0] + c[4] > 0.6 and min(c[0], c[4]) > 0.7 * c[1:4].mean())

# %% wrong-open-edges
# about: weights at the bounds are not counted
# score: 16
# hint: Weights exactly at 0 and at 1 are not counted
import numpy as np
def two_peaks(u):
    low, high = np.mean((u > 0) & (u < 0.2)), np.mean((u >= 0.8) & (u < 1))
    middle = np.mean((u >= 0.2) & (u < 0.8)) / 3
    return bool(low + high > 0.6 and min(low, high) > 2 * middle)
def compression(r1, runs1, r2, runs2):
    m1, m2 = np.mean(runs1), np.mean(runs2)
    d1 = np.std(runs1, ddof=1) / np.sqrt(len(runs1))
    d2 = np.std(runs2, ddof=1) / np.sqrt(len(runs2))
    return np.log(m2 / m1) / np.log(r2 / r1), np.sqrt((d1 / m1)**2 + (d2 / m2)**2) / np.log(r2 / r1)

# %% wrong-sorts
# about: sorts the weights in place
# score: 16
# hint: Your function changes its input u in place
import numpy as np
def two_peaks(u):
    u.sort()
    c = np.histogram(u, 5, (0, 1))[0] / len(u)
    return bool(c[0] + c[4] > 0.6 and min(c[0], c[4]) > 2 * c[1:4].mean())
def compression(r1, runs1, r2, runs2):
    m1, m2 = np.mean(runs1), np.mean(runs2)
    d1 = np.std(runs1, ddof=1) / np.sqrt(len(runs1))
    d2 = np.std(runs2, ddof=1) / np.sqrt(len(runs2))
    return np.log(m2 / m1) / np.log(r2 / r1), np.sqrt((d1 / m1)**2 + (d2 / m2)**2) / np.log(r2 / r1)

# %% wrong-number
# about: returns a number
# score: 10
# hint: Return True or False
# from: right-histogram
# -     counts = np.histogram(u, 5, (0, 1))[0] / len(u)
# -     return bool(counts[0] + counts[4] > 0.6 and min(counts[0], counts[4]) > 2 * counts[1:4].mean())
# +     return float(np.mean((u < 0.2) | (u >= 0.8)))

# %% wrong-equal-heights
# about: demands peaks of equal height
# score: 10
# hint: Two clear peaks of unequal height are not found
# from: right-histogram
# -     counts = np.histogram(u, 5, (0, 1))[0] / len(u)
# -     return bool(counts[0] + counts[4] > 0.6 and min(counts[0], counts[4]) > 2 * counts[1:4].mean())
# +     c = np.histogram(u, 5, (0, 1))[0] / len(u)
# +     return bool(c[0] + c[4] > 0.6 and min(c[0], c[4]) > 0.6 * max(c[0], c[4]))

# %% wrong-inverse
# about: exponent upside down
# score: 12
# hint: The exponent is upside down
# from: right-histogram
# -     return np.log(m2 / m1) / np.log(r2 / r1), np.sqrt((d1 / m1)**2 + (d2 / m2)**2) / np.log(r2 / r1)
# +     return np.log(r2 / r1) / np.log(m2 / m1), np.sqrt((d1 / m1)**2 + (d2 / m2)**2) / np.log(r2 / r1)

# %% wrong-added-errors
# about: errors added
# score: 12
# hint: The relative errors are added
# from: right-histogram
# -     return np.log(m2 / m1) / np.log(r2 / r1), np.sqrt((d1 / m1)**2 + (d2 / m2)**2) / np.log(r2 / r1)
# +     return np.log(m2 / m1) / np.log(r2 / r1), (d1 / m1 + d2 / m2) / np.log(r2 / r1)

# %% wrong-deviation
# about: standard deviation instead of the error
# score: 12
# hint: The standard deviation of the runs is given
# from: right-histogram
# -     d1 = np.std(runs1, ddof=1) / np.sqrt(len(runs1))
# -     d2 = np.std(runs2, ddof=1) / np.sqrt(len(runs2))
# +     d1 = np.std(runs1, ddof=1)
# +     d2 = np.std(runs2, ddof=1)

# %% wrong-ddof
# about: n below
# score: 12
# hint: The standard deviation has n below
# from: right-histogram
# -     d1 = np.std(runs1, ddof=1) / np.sqrt(len(runs1))
# -     d2 = np.std(runs2, ddof=1) / np.sqrt(len(runs2))
# +     d1 = np.std(runs1) / np.sqrt(len(runs1))
# +     d2 = np.std(runs2) / np.sqrt(len(runs2))

# %% wrong-divided-by-n
# about: divided by n
# score: 12
# hint: The errors are divided by n
# from: right-histogram
# -     d1 = np.std(runs1, ddof=1) / np.sqrt(len(runs1))
# -     d2 = np.std(runs2, ddof=1) / np.sqrt(len(runs2))
# +     d1 = np.std(runs1, ddof=1) / len(runs1)
# +     d2 = np.std(runs2, ddof=1) / len(runs2)

# %% wrong-absolute
# about: absolute errors
# score: 12
# hint: The absolute errors are combined
# from: right-histogram
# -     return np.log(m2 / m1) / np.log(r2 / r1), np.sqrt((d1 / m1)**2 + (d2 / m2)**2) / np.log(r2 / r1)
# +     return np.log(m2 / m1) / np.log(r2 / r1), np.hypot(d1, d2) / np.log(r2 / r1)

# %% wrong-no-scale
# about: error not divided by the logarithm
# score: 12
# hint: The error is not divided by the logarithm
# from: right-histogram
# -     return np.log(m2 / m1) / np.log(r2 / r1), np.sqrt((d1 / m1)**2 + (d2 / m2)**2) / np.log(r2 / r1)
# +     return np.log(m2 / m1) / np.log(r2 / r1), np.hypot(d1 / m1, d2 / m2)

# %% wrong-variance
# about: square of the error
# score: 12
# hint: This is the square of the error
# from: right-histogram
# -     return np.log(m2 / m1) / np.log(r2 / r1), np.sqrt((d1 / m1)**2 + (d2 / m2)**2) / np.log(r2 / r1)
# +     return np.log(m2 / m1) / np.log(r2 / r1), ((d1 / m1)**2 + (d2 / m2)**2) / np.log(r2 / r1)

# %% wrong-no-logarithm
# about: ratios without logarithms
# score: 12
# hint: This is the ratio of the rates without logarithms
# from: right-histogram
# -     return np.log(m2 / m1) / np.log(r2 / r1), np.sqrt((d1 / m1)**2 + (d2 / m2)**2) / np.log(r2 / r1)
# +     return (m2 / m1) / (r2 / r1), np.sqrt((d1 / m1)**2 + (d2 / m2)**2) / np.log(r2 / r1)

# %% wrong-first-error
# about: the second error is missing
# score: 12
# hint: The error of the second rate is missing
# from: right-histogram
# -     return np.log(m2 / m1) / np.log(r2 / r1), np.sqrt((d1 / m1)**2 + (d2 / m2)**2) / np.log(r2 / r1)
# +     return np.log(m2 / m1) / np.log(r2 / r1), d1 / m1 / np.log(r2 / r1)

# %% wrong-second-error
# about: the first error is missing
# score: 12
# hint: The error of the first rate is missing
# from: right-histogram
# -     return np.log(m2 / m1) / np.log(r2 / r1), np.sqrt((d1 / m1)**2 + (d2 / m2)**2) / np.log(r2 / r1)
# +     return np.log(m2 / m1) / np.log(r2 / r1), d2 / m2 / np.log(r2 / r1)

# %% wrong-one-length
# about: one length for both
# score: 12
# hint: The two arrays are taken to have the same length
# from: right-histogram
# -     d2 = np.std(runs2, ddof=1) / np.sqrt(len(runs2))
# +     d2 = np.std(runs2, ddof=1) / np.sqrt(len(runs1))
#
# -
