# %% right-where
# about: formulas with np.where
# score: 21
import numpy as np


def aer_wait(rate, service):
    load = np.asarray(rate) * service
    with np.errstate(divide="ignore", invalid="ignore"):
        wait = load * service / (2 * (1 - load))
    return np.where(load < 1, wait, np.inf)[()]


def aer_jitter(rate, service):
    load = np.asarray(rate) * service
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = aer_wait(rate, service) ** 2 + load * service**2 / (3 * (1 - load))
        return np.where(load < 1, np.sqrt(variance), np.inf)[()]

# %% right-loop
# about: one rate after the other
# score: 21
import math
import numpy as np
def one(rate, service):
    load = rate * service
    if load >= 1:
        return math.inf, math.inf
    W = service / 2 * load / (1 - load)
    return W, math.sqrt(W * W + rate * service**3 / 3 / (1 - load))
def aer_wait(rate, service):
    if np.ndim(rate):
        return np.array([one(r, service)[0] for r in rate])
    return one(rate, service)[0]
def aer_jitter(rate, service):
    if np.ndim(rate):
        return np.array([one(r, service)[1] for r in rate])
    return one(rate, service)[1]

# %% right-mask
# about: a mask, and the second moment
# score: 21
import numpy as np
def aer_wait(rate, service):
    rate = np.asarray(rate, dtype=float)
    wait = np.full(rate.shape, np.inf)
    calm = rate * service < 1
    # W = rest of the service + all that wait before: W = load*S/2 + rate*W*S
    wait[calm] = (rate * service * service / 2)[calm] / (1 - rate * service)[calm]
    return wait[()]
def aer_jitter(rate, service):
    rate = np.asarray(rate, dtype=float)
    first = aer_wait(rate, service)
    second = 2 * first**2 + rate * service**3 / (3 * np.abs(1 - rate * service))
    return np.where(np.isinf(first), np.inf, np.sqrt(np.where(np.isinf(first), 1, second - np.where(np.isinf(first), 0, first) ** 2)))[()]

# %% wrong-mm1
# about: the queue M/M/1
# score: 3
# hint: This is the wait for random service times
# from: right-where
# -         wait = load * service / (2 * (1 - load))
# +         wait = load * service / (1 - load)

# %% wrong-sojourn
# about: the service is included
# score: 3
# hint: This is the wait and the service together
# from: right-where
# -         wait = load * service / (2 * (1 - load))
# +         wait = load * service / (2 * (1 - load)) + service

# %% wrong-no-queue
# about: no factor 1/(1 - load)
# score: 3
# hint: The events that wait before are left out
# from: right-where
# -         wait = load * service / (2 * (1 - load))
# +         wait = load * service / 2

# %% wrong-negative
# about: negative above a load of 1
# score: 15
# hint: The wait is negative at a load above 1
# from: right-where
# -     return np.where(load < 1, wait, np.inf)[()]
# +     return np.where(load == 1, -np.inf, wait)[()]

# %% wrong-number
# about: Little: the number that waits
# score: 3
# hint: This is the mean number of events that wait
# from: right-where
# -         wait = load * service / (2 * (1 - load))
# +         wait = load**2 / (2 * (1 - load))

# %% wrong-scalar
# about: numbers alone
# score: 18
# hint: aer_wait stops with
# from: right-where
# - def aer_wait(rate, service):
# -     load = np.asarray(rate) * service
# + def aer_wait(rate, service):
# +     load = float(rate) * service
# +     if load == 0:
# +         raise ValueError('no rate')

# %% wrong-variance
# about: the variance instead of its root
# score: 15
# hint: This is the variance
# from: right-where
# -         return np.where(load < 1, np.sqrt(variance), np.inf)[()]
# +         return np.where(load < 1, variance, np.inf)[()]

# %% wrong-jitter-mean
# about: the mean wait as jitter
# score: 15
# hint: This is the mean wait
# from: right-where
# -         variance = aer_wait(rate, service) ** 2 + load * service**2 / (3 * (1 - load))
# +         variance = aer_wait(rate, service) ** 2

# %% wrong-jitter-rest
# about: the mean is left out of the jitter
# score: 15
# hint: The mean wait is left out
# from: right-where
# -         variance = aer_wait(rate, service) ** 2 + load * service**2 / (3 * (1 - load))
# +         variance = load * service**2 / (3 * (1 - load))

# %% wrong-jitter-sum
# about: roots are added
# score: 15
# hint: The two terms are added after their roots are taken
# from: right-where
# -         return np.where(load < 1, np.sqrt(variance), np.inf)[()]
# +         return np.where(load < 1, aer_wait(rate, service) + np.sqrt(load * service**2 / (3 * (1 - load))), np.inf)[()]

# %% wrong-jitter-load
# about: no 1/(1 - load) in the jitter
# score: 15
# hint: The second term lacks 1/(1 - load)
# from: right-where
# -         variance = aer_wait(rate, service) ** 2 + load * service**2 / (3 * (1 - load))
# +         variance = aer_wait(rate, service) ** 2 + load * service**2 / 3

# %% wrong-nothing
# about: computes and returns nothing
# score: 0
# hint: is None: does your function return its result
def aer_wait(rate, service):
    rate * service


def aer_jitter(rate, service):
    rate * service

# %% wrong-jitter-of-numbers
# about: the jitter of an array of rates stops at an if
# score: 18
# hint: An `if` cannot decide for many rates at once
import numpy as np


def aer_wait(rate, service):
    load = np.asarray(rate) * service
    with np.errstate(divide="ignore", invalid="ignore"):
        wait = load * service / (2 * (1 - load))
    return np.where(load < 1, wait, np.inf)[()]


def aer_jitter(rate, service):
    load = rate * service
    if load >= 1:
        return np.inf
    return np.sqrt(aer_wait(rate, service) ** 2 + rate * service**3 / (3 * (1 - load)))

# %% wrong-jitter-of-the-first
# about: the jitter of the first rate for a whole array
# score: 18
# hint: The jitters at four rates: expected an array in one dimension, got a single number
import numpy as np


def aer_wait(rate, service):
    load = np.asarray(rate) * service
    with np.errstate(divide="ignore", invalid="ignore"):
        wait = load * service / (2 * (1 - load))
    return np.where(load < 1, wait, np.inf)[()]


def aer_jitter(rate, service):
    rate = float(np.ravel(rate)[0])
    load = rate * service
    if load >= 1:
        return np.inf
    return np.sqrt(aer_wait(rate, service) ** 2 + rate * service**3 / (3 * (1 - load)))

# %% wrong-jitter-nan-at-0
# about: the jitter divides by the rate
# score: 18
# hint: On an idle bus, at a rate of 0, no event waits, so the jitter is 0
import numpy as np


def aer_wait(rate, service):
    load = np.asarray(rate) * service
    with np.errstate(divide="ignore", invalid="ignore"):
        wait = load * service / (2 * (1 - load))
    return np.where(load < 1, wait, np.inf)[()]


def aer_jitter(rate, service):
    load = np.asarray(rate) * service
    W = aer_wait(rate, service)
    with np.errstate(divide="ignore", invalid="ignore"):
        jitter = W * np.sqrt(1 + load * service**2 / (3 * (1 - load)) / W**2)
    return np.where(load < 1, jitter, np.inf)[()]
