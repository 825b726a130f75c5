# %% right-curve_fit
# about: SciPy's curve_fit on the law itself, in microsiemens
# score: 9
import numpy as np


def fit_drift(t, G, t0):
    from scipy.optimize import curve_fit
    (g, nu), _ = curve_fit(lambda t, g, nu: g * (t / t0) ** -nu, t, G * 1e6, p0=(G[0] * 1e6, 0.05))
    return g * 1e-6, nu

# %% right-float32
# about: single precision
# score: 9
import numpy as np
def fit_drift(t, G, t0):
    x, y = np.log(np.float32(t) / np.float32(t0)).astype(np.float32), np.log(np.float32(G))
    A = np.stack([np.ones_like(x), x], 1)
    c, *_ = np.linalg.lstsq(A, y, rcond=None)
    return np.exp(c[0]), -c[1]

# %% right-linregress
# about: SciPy's linregress, a list comes out
# score: 9
from scipy.stats import linregress
import numpy as np
def fit_drift(t, G, t0):
    r = linregress(np.log([a / t0 for a in t]), np.log(list(G)))
    return [float(np.exp(r.intercept)), float(-r.slope)]

# %% right-log10
# about: decimal logarithms throughout
# score: 9
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log10(t) - np.log10(t0), np.log10(G), 1)
    return 10**height, -slope

# %% right-loops
# about: sums in a loop, no NumPy
# score: 9
import math
def fit_drift(t, G, t0):
    n = sx = sy = sxx = sxy = 0
    for a, g in zip(t, G):
        x, y = math.log(a / t0), math.log(g)
        n += 1; sx += x; sy += y; sxx += x * x; sxy += x * y
    b = (n * sxy - sx * sy) / (n * sxx - sx * sx)
    return math.exp((sy - b * sx) / n), -b

# %% right-lstsq
# about: the matrix of a line, in a list of two
# score: 9
import numpy as np


def fit_drift(t, G, t0):
    A = np.column_stack([np.ones(len(t)), -np.log(t / t0)])
    a, nu = np.linalg.lstsq(A, np.log(G), rcond=None)[0]
    return [np.exp(a), nu]

# %% right-median-of-slopes
# about: Theil and Sen's median of the slopes of all pairs
# score: 9
import numpy as np


def fit_drift(t, G, t0):
    x, y = np.log(t / t0), np.log(G)
    a, b = np.triu_indices(len(x), 1)
    slope = np.median((y[b] - y[a]) / (x[b] - x[a]))
    return np.exp(np.median(y - slope * x)), -slope

# %% right-one-second-first
# about: over t, then carried to t0
# score: 9
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t), np.log(G), 1)
    return np.exp(height + slope * np.log(t0)), -slope

# %% right-polyfit
# about: a line through the logarithms
# score: 9
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return np.exp(height), -slope

# %% right-sums
# about: the sums of least squares by hand, plain Python
# score: 9
from math import exp, log


def fit_drift(t, G, t0):
    x, y = [log(a / t0) for a in t], [log(g) for g in G]
    mx, my = sum(x) / len(x), sum(y) / len(y)
    b = sum((p - mx) * (q - my) for p, q in zip(x, y)) / sum((p - mx) ** 2 for p in x)
    return exp(my - b * mx), -b

# %% right-upside-down
# about: over t0/t, whose slope is nu itself; an array of two
# score: 9
import numpy as np


def fit_drift(t, G, t0):
    nu, a = np.polyfit(np.log(t0 / t), np.log(G), 1)
    return np.array([np.exp(a), nu])

# %% right-weighted
# about: a fit in base 2, on a scaled axis
# score: 9
import numpy as np
def fit_drift(t, G, t0):
    x = np.log2(np.asarray(t) / t0)
    p = np.polynomial.Polynomial.fit(x, np.log2(G), 1).convert().coef
    return 2 ** p[0], -p[1]

# %% wrong-abs-log
# about: the size of the logarithm
# score: 4
# hint: You took the absolute value of log(t/t0), which is negative before t0
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    slope, height = np.polyfit(np.abs(np.log(t / t0)), np.log(G), 1)
    return np.exp(height), -slope

# %% wrong-absolute-nu
# about: nu always positive
# score: 8
# hint: The sign of nu is lost
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return np.exp(height), abs(slope)

# %% wrong-changes-G
# about: takes the logarithm in place
# score: 8
# hint: changes its input G in place
import numpy as np


def fit_drift(t, G, t0):
    np.log(G, out=G)
    slope, height = np.polyfit(np.log(t / t0), G, 1)
    return np.exp(height), -slope

# %% wrong-changes-t
# about: divides t in place
# score: 8
# hint: changes its input t in place
import numpy as np


def fit_drift(t, G, t0):
    t /= t0
    slope, height = np.polyfit(np.log(t), np.log(G), 1)
    return np.exp(height), -slope

# %% wrong-clips-t
# about: times before t0 put at t0
# score: 4
# hint: Reads before t0 are moved to t0
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    slope, height = np.polyfit(np.log(np.maximum(t, t0) / t0), np.log(G), 1)
    return np.exp(height), -slope

# %% wrong-course-t0
# about: t0 always 20 s
# score: 7
# hint: t0 is always 20 s
import numpy as np


def fit_drift(t, G, t0):
    t0 = 20.0
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return np.exp(height), -slope

# %% wrong-dictionary
# about: a dictionary
# score: 0
# hint: expected 2 results as a tuple
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return {'G0': np.exp(height), 'nu': -slope}

# %% wrong-every-second-read
# about: every second read is used
# score: 7
# hint: Only every second read is used
import numpy as np
def fit_drift(t, G, t0):
    order = np.argsort(t)
    t, G = np.asarray(t, float)[order], np.asarray(G, float)[order]
    slope, height = np.polyfit(np.log(t[::2] / t0), np.log(G[::2]), 1)
    return np.exp(height), -slope

# %% wrong-exponential-t0
# about: log(G) over t/t0
# score: 1
# hint: log(G) over t/t0 is the line of an exponential decay
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(t / t0, np.log(G), 1)
    return np.exp(height), -slope

# %% wrong-exponential
# about: log(G) over t
# score: 1
# hint: log(G) over t is the line of an exponential decay
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(t, np.log(G), 1)
    return np.exp(height), -slope

# %% wrong-first-read-is-G0
# about: the first read for G0
# score: 3
# hint: The first read is returned as G0
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return G[0], -slope

# %% wrong-first-two
# about: the first two reads
# score: 7
# hint: Only the first two reads are used
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t[:2] / t0), np.log(G[:2]), 1)
    return np.exp(height), -slope

# %% wrong-fitted-curve
# about: the fitted curve for G0
# score: 2
# hint: (G0, nu): result 1 of 2
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return np.exp(height) * (t / t0) ** slope, -slope

# %% wrong-half
# about: the first half of the reads
# score: 7
# hint: Only the earlier half of the reads
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    h = len(t) // 2
    slope, height = np.polyfit(np.log(t[:h] / t0), np.log(G[:h]), 1)
    return np.exp(height), -slope

# %% wrong-hard-coded
# about: the example
# score: 0
# hint: These are the numbers of the example again
import numpy as np


def fit_drift(t, G, t0):
    return 1e-5, 0.05

# %% wrong-ignores-t0-and-sign
# about: over t, and the slope itself
# score: 1
# hint: t0 is ignored, so G0 belongs to t = 1 s
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t), np.log(G), 1)
    return np.exp(height), slope

# %% wrong-ignores-t0
# about: over t
# score: 5
# hint: t0 is ignored
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t), np.log(G), 1)
    return np.exp(height), -slope

# %% wrong-largest-read-is-G0
# about: the largest read for G0
# score: 3
# hint: The first read is returned as G0
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return G.max(), -slope

# %% wrong-linear
# about: G over t
# score: 1
# hint: A straight line is fitted to G over t
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(t, G, 1)
    return height, -slope

# %% wrong-ln-intercept-10
# about: natural logarithms, turned back with 10**
# score: 4
# hint: The natural logarithm of G0 is undone with 10**
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return 10**height, -slope

# %% wrong-log-of-G0
# about: the height of the line
# score: 4
# hint: This is the logarithm of G0
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return height, -slope

# %% wrong-log10-intercept
# about: decimal logarithms, turned back with exp
# score: 4
# hint: The decimal logarithm of G0 is undone with np.exp
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log10(t / t0), np.log10(G), 1)
    return np.exp(height), -slope

# %% wrong-log10-of-G0
# about: the height of the line in decades
# score: 4
# hint: This is the decimal logarithm of G0
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return height / np.log(10), -slope

# %% wrong-log1p
# about: log1p
# score: 1
# hint: 1 is added inside the logarithm
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    slope, height = np.polyfit(np.log1p(t / t0), np.log(G), 1)
    return np.exp(height), -slope

# %% wrong-loss-per-decade
# about: the loss in a decade
# score: 5
# hint: lost in each decade
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    slope, height = np.polyfit(np.log10(t / t0), np.log(G), 1)
    return np.exp(height), 1 - np.exp(slope)

# %% wrong-mean-nu
# about: the mean of the exponents of single reads
# score: 7
# hint: mean of slopes from single reads to t0
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    x, y = np.log(t / t0), np.log(G)
    slope, height = np.polyfit(x, y, 1)
    G0 = np.exp(height)
    ok = x != 0
    return G0, np.mean(-np.log(G[ok] / G0) / x[ok])

# %% wrong-mean-of-slopes
# about: the mean of the slopes from one read to the next
# score: 7
# hint: This is the mean of the slopes between neighbours
import numpy as np


def fit_drift(t, G, t0):
    x, y = np.log(t / t0), np.log(G)
    slope = np.mean(np.diff(y) / np.diff(x))
    height = np.mean(y - slope * x)
    return np.exp(height), -slope

# %% wrong-microsiemens
# about: G0 in microsiemens
# score: 5
# hint: G0 comes out in microsiemens
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return np.exp(height) * 1e6, -slope

# %% wrong-mixed-log10-G-exp
# about: log10 of G, natural logarithm of t, turned back with exp
# score: 0
# hint: Use the same logarithm for both, and undo it with the matching function
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log10(G), 1)
    return np.exp(height), -slope

# %% wrong-mixed-log10-G
# about: log10 of G, natural logarithm of t
# score: 5
# hint: You take the decimal logarithm of G and the natural logarithm of t
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log10(G), 1)
    return 10**height, -slope

# %% wrong-mixed-log10-t
# about: log10 of t, natural logarithm of G
# score: 5
# hint: You take the natural logarithm of G and the decimal logarithm of t
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log10(t / t0), np.log(G), 1)
    return np.exp(height), -slope

# %% wrong-nan
# about: a logarithm of a negative number
# score: 0
# hint: Not a number
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(-G), 1)
    return np.exp(height), -slope

# %% wrong-nearest-read-is-G0
# about: the read nearest to t0 for G0
# score: 3
# hint: The first read is returned as G0
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return G[np.argmin(abs(np.log(t / t0)))], -slope

# %% wrong-no-mean-slope
# about: a slope through the origin
# score: 0
# hint: through log(G) = 0
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    x, y = np.log(t / t0), np.log(G)
    slope = (x * y).sum() / (x * x).sum()
    return np.exp(y.mean() - slope * x.mean()), -slope

# %% wrong-only-later
# about: reads before t0 are dropped
# score: 7
# hint: Only the reads after t0 are used
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    keep = t >= t0
    slope, height = np.polyfit(np.log(t[keep] / t0), np.log(G[keep]), 1)
    return np.exp(height), -slope

# %% wrong-only-nu
# about: nu alone
# score: 0
# hint: expected 2 results as a tuple
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return -slope

# %% wrong-order-of-results
# about: nu first
# score: 0
# hint: The two results are exchanged
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return -slope, np.exp(height)

# %% wrong-parabola
# about: the slope of a parabola at t0
# score: 7
# hint: A parabola is fitted
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    c, slope, height = np.polyfit(np.log(t / t0), np.log(G), 2)
    return np.exp(height), -slope

# %% wrong-prints
# about: prints both
# score: 0
# hint: None
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    print(np.exp(height), -slope)

# %% wrong-rounded
# about: nu rounded to two digits
# score: 6
# hint: nu is rounded
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return np.exp(height), round(-slope, 2)

# %% wrong-semilog-relative
# about: G over log(t/t0), the slope relative to the height
# score: 1
# hint: (G0, nu)
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), G, 1)
    return height, -slope / height

# %% wrong-semilog
# about: G over log(t/t0)
# score: 1
# hint: The slope of G over log(t) is not the exponent
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), G, 1)
    return height, -slope

# %% wrong-sign
# about: the slope itself
# score: 5
# hint: The sign is wrong
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return np.exp(height), slope

# %% wrong-slopes-to-the-first
# about: the mean of the slopes to the first read
# score: 7
# hint: This is the mean of the slopes to the first read
import numpy as np


def fit_drift(t, G, t0):
    x, y = np.log(t / t0), np.log(G)
    slope = np.mean((y[1:] - y[0]) / (x[1:] - x[0]))
    height = np.mean(y - slope * x)
    return np.exp(height), -slope

# %% wrong-sorts-G-too
# about: t and G sorted apart
# score: 6
# hint: t and G are sorted separately
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    t, G = np.sort(t), np.sort(G)[::-1]
    slope, height = np.polyfit(np.log(t / t0), np.log(G), 1)
    return np.exp(height), -slope

# %% wrong-syntax
# about: does not compile
# score: 0
# hint: fit_drift
def fit_drift(t, G, t0)
    return 1e-5, 0.05

# %% wrong-t-minus-t0
# about: over log(t - t0)
# score: 0
# hint: t0 is subtracted
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t - t0), np.log(G), 1)
    return np.exp(height), -slope

# %% wrong-t-minus-t0-over-t0
# about: over log((t - t0)/t0)
# score: 0
# hint: not (t - t0)/t0
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log((t - t0) / t0), np.log(G), 1)
    return np.exp(height), -slope

# %% wrong-t-times-t0
# about: over t*t0
# score: 5
# hint: t0 is used the wrong way round
import numpy as np


def fit_drift(t, G, t0):
    slope, height = np.polyfit(np.log(t * t0), np.log(G), 1)
    return np.exp(height), -slope

# %% wrong-through-mean-G0
# about: the mean read is G0
# score: 5
# hint: The mean of all reads is returned as G0
import numpy as np
def fit_drift(t, G, t0):
    t, G = np.asarray(t, float), np.asarray(G, float)
    x, y = np.log(t / t0), np.log(G)
    slope = np.polyfit(x, y, 1)[0]
    return G.mean(), -slope

# %% wrong-through-the-first
# about: a line through the first read
# score: 7
# hint: The line is made to go through the first read
import numpy as np


def fit_drift(t, G, t0):
    x, y = np.log(t / t[0]), np.log(G / G[0])
    slope = (x @ y) / (x @ x)
    height = np.log(G[0]) + slope * np.log(t0 / t[0])
    return np.exp(height), -slope

# %% wrong-two-points
# about: the first and the last read
# score: 7
# hint: Only the first and the last read are used
import numpy as np


def fit_drift(t, G, t0):
    slope = np.log(G[-1] / G[0]) / np.log(t[-1] / t[0])
    height = np.log(G[0]) - slope * np.log(t[0] / t0)
    return np.exp(height), -slope
