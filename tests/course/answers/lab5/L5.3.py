# %% right-counting
# about: all ways are counted
# score: 20
import itertools
import math
import statistics
def sign_test(treatment, control):
    D = [a - b for a, b in zip(treatment, control) if a != b]
    n = len(D)
    found = abs(2 * sum(d < 0 for d in D) - n)
    chance = [math.comb(n, j) for j in range(n + 1) if abs(2 * j - n) >= found]
    return sum(chance) / 2**n
def paired_effect(treatment, control):
    D = [float(a - b) for a, b in zip(treatment, control)]
    return statistics.fmean(D), statistics.stdev(D) / len(D) ** 0.5
def smallest_trial(alpha):
    return next(n for n in itertools.count(1) if 2 / 2**n <= alpha)

# %% right-logarithm
# about: the logarithm, rounded up
# score: 20
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std(ddof=1) / np.sqrt(len(D))
def smallest_trial(alpha):
    return int(np.ceil(1 - np.log2(alpha) - 1e-12))

# %% wrong-one-sided
# about: one-sided
# score: 11
# hint: This is the one-sided p
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std(ddof=1) / np.sqrt(len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-not-capped
# about: above 1
# score: 15
# hint: p is larger than 1
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std(ddof=1) / np.sqrt(len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-this-number-only
# about: the probability of this number
# score: 11
# hint: Only this very number of signs is counted
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, 2 * math.comb(n, m) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std(ddof=1) / np.sqrt(len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-one-term-short
# about: the sum without its last term
# score: 11
# hint: The sum stops one term too early
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std(ddof=1) / np.sqrt(len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-always-negative
# about: the number of negative ones
# score: 11
# hint: The sum runs to the larger number of signs
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = w
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std(ddof=1) / np.sqrt(len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-ties-positive
# about: ties count as positive
# score: 15
# hint: Pairs with the difference 0 are counted as positive
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = len(D), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std(ddof=1) / np.sqrt(len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-ties-negative
# about: ties count as negative
# score: 15
# hint: Pairs with the difference 0 are counted as negative
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = len(D), int(np.sum(D <= 0))
    m = min(w, n - w)
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std(ddof=1) / np.sqrt(len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-normal
# about: the normal approximation
# score: 11
# hint: This is the normal approximation
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return math.erfc(abs(2 * w - n) / math.sqrt(n) / math.sqrt(2)) if n else 1.0
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std(ddof=1) / np.sqrt(len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-complement
# about: 1 - p
# score: 11
# hint: This is 1 - p
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return 1 - min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std(ddof=1) / np.sqrt(len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-unpaired
# about: the error of two independent arms
# score: 13
# hint: The arms are compared without their pairs
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), np.sqrt((np.var(treatment, ddof=1) + np.var(control, ddof=1)) / len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-deviation
# about: the standard deviation
# score: 13
# hint: This is the standard deviation of the differences
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std(ddof=1)
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-ddof
# about: the standard deviation with n
# score: 13
# hint: The standard deviation is taken with n
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std() / np.sqrt(len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-n-minus-1-twice
# about: n - 1 twice
# score: 13
# hint: n - 1 is used twice
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std(ddof=1) / np.sqrt(len(D) - 1)
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-over-n
# about: divided by n
# score: 13
# hint: The standard deviation is divided by n
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std(ddof=1) / len(D)
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-variance
# about: the variance of the mean
# score: 13
# hint: This is the square of the error
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.var(ddof=1) / len(D)
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-sign
# about: control minus treatment
# score: 13
# hint: The sign is reversed
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = control - treatment
    return D.mean(), D.std(ddof=1) / np.sqrt(len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-median
# about: the median
# score: 13
# hint: This is the median
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return np.median(D), D.std(ddof=1) / np.sqrt(len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-ratio
# about: the mean in units of its error
# score: 13
# hint: The mean is divided by its error
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    e = D.std(ddof=1) / np.sqrt(len(D))
    return D.mean() / e, e
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-without-ties
# about: ties left out of the mean
# score: 17
# hint: Pairs with the difference 0 are left out: here all pairs count
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    D = D[D != 0]
    return D.mean(), D.std(ddof=1) / np.sqrt(len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-in-place
# about: changes its input
# score: 17
# hint: Your function changes its input treatment in place
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), int(np.sum(D < 0))
    m = min(w, n - w)
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    treatment -= control
    return treatment.mean(), treatment.std(ddof=1) / np.sqrt(len(treatment))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-smallest-strict
# about: p has to be below alpha
# score: 16
# hint: This is one pair too many
# from: right-logarithm
# -     return int(np.ceil(1 - np.log2(alpha) - 1e-12))
# +     n = 1
# +     while 2.0 ** (1 - n) * (1 + 1e-9) >= alpha:
# +         n += 1
# +     return n

# %% wrong-smallest-not-whole
# about: not rounded
# score: 16
# hint: The number is not whole
# from: right-logarithm
# -     return int(np.ceil(1 - np.log2(alpha) - 1e-12))
# +     return 1 + np.log2(1 / alpha)

# %% wrong-smallest-rounded-down
# about: rounded down
# score: 16
# hint: This is the number for a one-sided test
# from: right-logarithm
# -     return int(np.ceil(1 - np.log2(alpha) - 1e-12))
# +     return int(1 + np.log2(1 / alpha))

# %% wrong-ties-halved
# about: ties count as half negative and half positive
# score: 15
# hint: Pairs with the difference 0 are counted as half negative and half positive
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = len(D), np.sum(D < 0) + np.sum(D == 0) / 2
    m = int(min(w, n - w))
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std(ddof=1) / np.sqrt(len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n

# %% wrong-ties-halved-in-w
# about: half of the ties count as negative, but not in n
# score: 15
# hint: Pairs with the difference 0 are left out of n, but half of them are counted
import math
import numpy as np
def sign_test(treatment, control):
    D = treatment - control
    n, w = int(np.sum(D != 0)), np.sum(D < 0) + np.sum(D == 0) / 2
    m = int(min(w, n - w))
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(m + 1)) / 2**n)
def paired_effect(treatment, control):
    D = treatment - control
    return D.mean(), D.std(ddof=1) / np.sqrt(len(D))
def smallest_trial(alpha):
    n = 1
    while 2.0 ** (1 - n) > alpha:
        n += 1
    return n
