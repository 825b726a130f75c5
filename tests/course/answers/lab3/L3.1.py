# %% right-expm1
# about: expm1, and the logarithm to base f
# score: 25
import numpy as np
def converge(rates, f=2):
    a, b, c = rates
    m = np.log((a - b) / (b - c)) / np.log(f)
    limit = c + (c - b) / (f**m - 1)
    return m, limit
def area_ratio(Ap, Am, tp, tm, dt, counted):
    P = Ap / np.expm1(dt / tp) + (Ap if counted else 0)
    return Am / np.expm1(dt / tm) / P

# %% right-sums
# about: long sums, and the ratio of differences instead of the power
# score: 25
import numpy as np
def converge(rates, f=2):
    a, b, c = (float(x) for x in rates)
    g = (a - b) / (b - c)
    return np.array([np.log2(g) / np.log2(f), (g * c - b) / (g - 1)])
def area_ratio(Ap, Am, tp, tm, dt, counted):
    n = np.arange(1, 200000)
    P = Ap * (np.exp(-n * dt / tp).sum() + int(counted))
    return Am * np.exp(-n * dt / tm).sum() / P

# %% right-aitken
# about: Aitken's formula for the limit
# score: 25
import numpy as np
def converge(rates, f=2):
    a, b, c = rates
    m = np.log((a - b) / (b - c)) / np.log(f)
    limit = (a * c - b**2) / (a - 2 * b + c)
    return m, limit
def area_ratio(Ap, Am, tp, tm, dt, counted):
    qp, qm = np.exp(-dt / tp), np.exp(-dt / tm)
    P = Ap * (1 if counted else qp) / (1 - qp)
    D = Am * qm / (1 - qm)
    return D / P

# %% right-factor
# about: the factor exp(dt/tau) for the convention
# score: 25
import numpy as np
def converge(rates, f=2):
    a, b, c = rates
    m = np.log((a - b) / (b - c)) / np.log(f)
    limit = c + (c - b) / (f**m - 1)
    return m, limit
import math
def area_ratio(Ap, Am, tp, tm, dt, counted):
    ratio = Am * math.expm1(dt / tp) / (Ap * math.expm1(dt / tm))
    return ratio * math.exp(-dt / tp) if counted else ratio

# %% wrong-natural-logarithm
# about: not divided by log f
# score: 12
# hint: The logarithm is the natural one
# from: right-coarse-limit
# -     m = np.log((a - b) / (b - c)) / np.log(f)
# -     limit = b + (b - a) / (f**m - 1)
# +     m = np.log((a - b) / (b - c))
# +     limit = c + (c - b) / (f**m - 1)

# %% wrong-base-two
# about: log2 whatever f is
# score: 12
# hint: The logarithm has base 2 whatever f is
# from: right-coarse-limit
# -     m = np.log((a - b) / (b - c)) / np.log(f)
# -     limit = b + (b - a) / (f**m - 1)
# +     m = np.log2((a - b) / (b - c))
# +     limit = c + (c - b) / (f**m - 1)

# %% wrong-inverse-differences
# about: differences exchanged
# score: 12
# hint: The two differences are exchanged
# from: right-coarse-limit
# -     m = np.log((a - b) / (b - c)) / np.log(f)
# -     limit = b + (b - a) / (f**m - 1)
# +     m = np.log((b - c) / (a - b)) / np.log(f)
# +     limit = c + (c - b) / (f**m - 1)

# %% wrong-order-one
# about: extrapolates with order 1
# score: 12
# hint: as if the order were 1
# from: right-coarse-limit
# -     limit = b + (b - a) / (f**m - 1)
# +     limit = c + (c - b) / (f - 1)

# %% wrong-side
# about: extrapolates to the wrong side
# score: 12
# hint: The extrapolation goes to the wrong side
# from: right-coarse-limit
# -     limit = b + (b - a) / (f**m - 1)
# +     limit = c - (c - b) / (f**m - 1)

# %% wrong-no-one
# about: the 1 below is missing
# score: 12
# hint: The 1 is missing below
# from: right-coarse-limit
# -     limit = b + (b - a) / (f**m - 1)
# +     limit = c + (c - b) / f**m

# %% wrong-finest
# about: the finest rate as the limit
# score: 12
# hint: The rate with the shortest step is taken for the limit
# from: right-coarse-limit
# -     limit = b + (b - a) / (f**m - 1)
# +     limit = c

# %% right-coarse-limit
# about: limit from the two longest steps, the same where the law holds exactly
# score: 25
import numpy as np
def converge(rates, f=2):
    a, b, c = rates
    m = np.log((a - b) / (b - c)) / np.log(f)
    limit = b + (b - a) / (f**m - 1)
    return m, limit
def area_ratio(Ap, Am, tp, tm, dt, counted):
    qp, qm = np.exp(-dt / tp), np.exp(-dt / tm)
    P = Ap * (1 if counted else qp) / (1 - qp)
    D = Am * qm / (1 - qm)
    return D / P

# %% wrong-distances
# about: errors relative to the finest
# score: 12
# hint: The distances are taken from the rate with the shortest step
# from: right-coarse-limit
# -     m = np.log((a - b) / (b - c)) / np.log(f)
# -     limit = b + (b - a) / (f**m - 1)
# +     m = np.log((a - c) / (b - c)) / np.log(f)
# +     limit = c + (c - b) / (f**m - 1)

# %% wrong-order-of-results
# about: limit first
# score: 12
# hint: Limit and order are exchanged
# from: right-coarse-limit
# -     limit = b + (b - a) / (f**m - 1)
# -     return m, limit
# +     limit = c + (c - b) / (f**m - 1)
# +     return limit, m

# %% wrong-limit-alone
# about: returns the limit alone
# score: 12
# hint: Return two numbers
# from: right-coarse-limit
# -     limit = b + (b - a) / (f**m - 1)
# -     return m, limit
# +     limit = c + (c - b) / (f**m - 1)
# +     return limit

# %% wrong-sorts
# about: sorts the rates in place
# score: 12
# hint: The order and the limit of falling rates
import numpy as np
def converge(rates, f=2):
    rates.sort()
    a, b, c = rates
    m = np.log(np.abs((a - b) / (b - c))) / np.log(f)
    return m, c + (c - b) / (f**m - 1)
def area_ratio(Ap, Am, tp, tm, dt, counted):
    qp, qm = np.exp(-dt / tp), np.exp(-dt / tm)
    P = Ap * (1 if counted else qp) / (1 - qp)
    D = Am * qm / (1 - qm)
    return D / P

# %% wrong-whole-order
# about: order rounded to a whole number
# score: 12
# hint: The order and the limit of falling rates
# from: right-coarse-limit
# -     m = np.log((a - b) / (b - c)) / np.log(f)
# -     limit = b + (b - a) / (f**m - 1)
# +     m = np.round(np.log((a - b) / (b - c)) / np.log(f))
# +     limit = c + (c - b) / (f**m - 1)

# %% wrong-continuous
# about: areas of the continuous window
# score: 13
# hint: Both halves of the window begin with the same lag here
import numpy as np
def converge(rates, f=2):
    a, b, c = rates
    m = np.log((a - b) / (b - c)) / np.log(f)
    limit = c + (c - b) / (f**m - 1)
    return m, limit
def area_ratio(Ap, Am, tp, tm, dt, counted):
    qp, qm = np.exp(-dt / tp), np.exp(-dt / tm)
    P = Ap * tp
    D = Am * tm
    return D / P

# %% wrong-always-counted
# about: counts always
# score: 13
# hint: although counted is False
# from: right-coarse-limit
# -     limit = b + (b - a) / (f**m - 1)
# +     limit = c + (c - b) / (f**m - 1)
#
# -     P = Ap * (1 if counted else qp) / (1 - qp)
# +     P = Ap / (1 - qp)

# %% wrong-never-counted
# about: never counts
# score: 13
# hint: Both halves of the window begin with the same lag here
# from: right-coarse-limit
# -     limit = b + (b - a) / (f**m - 1)
# +     limit = c + (c - b) / (f**m - 1)
#
# -     P = Ap * (1 if counted else qp) / (1 - qp)
# +     P = Ap * qp / (1 - qp)

# %% wrong-both-counted
# about: depression counts too
# score: 13
# hint: Both halves of the window begin with the same lag here
# from: right-coarse-limit
# -     limit = b + (b - a) / (f**m - 1)
# +     limit = c + (c - b) / (f**m - 1)
#
# -     D = Am * qm / (1 - qm)
# +     D = Am / (1 - qm)

# %% wrong-upside-down
# about: inverse ratio
# score: 13
# hint: The ratio is upside down
# from: right-coarse-limit
# -     limit = b + (b - a) / (f**m - 1)
# +     limit = c + (c - b) / (f**m - 1)
#
# -     return D / P
# +     return P / D

# %% wrong-half
# about: half of a pair
# score: 13
# hint: A pair within a tick is counted as half of one
# from: right-coarse-limit
# -     limit = b + (b - a) / (f**m - 1)
# +     limit = c + (c - b) / (f**m - 1)
#
# -     P = Ap * (1 if counted else qp) / (1 - qp)
# +     P = Ap * (qp / (1 - qp) + (0.5 if counted else 0))

# %% wrong-first-order
# about: 1 - dt/tau
# score: 13
# hint: The correction is the one for short steps
import numpy as np
def converge(rates, f=2):
    a, b, c = rates
    m = np.log((a - b) / (b - c)) / np.log(f)
    limit = c + (c - b) / (f**m - 1)
    return m, limit
def area_ratio(Ap, Am, tp, tm, dt, counted):
    qp, qm = np.exp(-dt / tp), np.exp(-dt / tm)
    P = Ap * tp
    D = Am * tm * ((1 - dt / tp) if counted else 1)
    return D / P

# %% wrong-equal-taus
# about: the factor for equal time constants
# score: 18
# hint: The correction is that of equal time constants
import numpy as np
def converge(rates, f=2):
    a, b, c = rates
    m = np.log((a - b) / (b - c)) / np.log(f)
    limit = c + (c - b) / (f**m - 1)
    return m, limit
def area_ratio(Ap, Am, tp, tm, dt, counted):
    qp, qm = np.exp(-dt / tp), np.exp(-dt / tm)
    P = Ap * tp
    D = Am * tm * (qp if counted else 1)
    return D / P

# %% wrong-one-tau
# about: tau_plus for both
# score: 18
# hint: tau_plus is used for both halves
# from: right-coarse-limit
# -     limit = b + (b - a) / (f**m - 1)
# +     limit = c + (c - b) / (f**m - 1)
#
# -     D = Am * qm / (1 - qm)
# +     D = Am * qp / (1 - qp)

# %% wrong-other-tau
# about: tau_minus for both
# score: 18
# hint: tau_minus is used for both halves
# from: right-coarse-limit
# -     limit = b + (b - a) / (f**m - 1)
# +     limit = c + (c - b) / (f**m - 1)
#
# -     P = Ap * (1 if counted else qp) / (1 - qp)
# +     P = Ap * (1 if counted else qm) / (1 - qm)

# %% wrong-no-amplitudes
# about: without amplitudes
# score: 13
# hint: The amplitudes are missing
import numpy as np
def converge(rates, f=2):
    a, b, c = rates
    m = np.log((a - b) / (b - c)) / np.log(f)
    limit = c + (c - b) / (f**m - 1)
    return m, limit
def area_ratio(Ap, Am, tp, tm, dt, counted):
    qp, qm = np.exp(-dt / tp), np.exp(-dt / tm)
    P = (1 if counted else qp) / (1 - qp)
    D = qm / (1 - qm)
    return D / P
