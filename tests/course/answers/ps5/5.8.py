# %% right-plain
# about: plain functions
# score: 20
import math

import numpy as np


def h(p):
    return -sum(q * math.log2(q) for q in (p, 1 - p) if q > 0)


def exceeds(z):
    return math.erfc(z / math.sqrt(2)) / 2


def transmitted(sigma, A, theta):
    up, down = exceeds((theta - A) / sigma), exceeds((theta + A) / sigma)
    return h((up + down) / 2) - (h(up) + h(down)) / 2


def best_noise(A, theta):
    if A > theta:
        return 0.0
    sigmas = theta * np.geomspace(0.02, 5, 1500)
    return sigmas[np.argmax([transmitted(sigma, A, theta) for sigma in sigmas])]


def latency_error(gap, jitter, lost):
    return (1 - lost) * exceeds(gap / (2 * jitter)) + lost / 2


def few(mean, lost, most):
    whole = math.floor(mean)

    def at_most(sent):
        return sum(math.comb(sent, k) * (1 - lost) ** k * lost ** (sent - k) for k in range(min(sent, most) + 1))

    return (1 - (mean - whole)) * at_most(whole) + (mean - whole) * at_most(whole + 1)


def rate_error(weak, strong, lost):
    most = int((weak + strong) / 2)
    return (1 - few(weak, lost, most) + few(strong, lost, most)) / 2


# %% right-scipy
# about: the distributions and the optimiser of SciPy
# score: 20
import math

import numpy as np


from scipy.optimize import minimize_scalar
from scipy.special import xlogy
from scipy.stats import binom, norm


def exceeds(z):
    return norm.sf(z)


def transmitted(sigma, A, theta):
    p = norm.sf([(theta - A) / sigma, (theta + A) / sigma])
    h = lambda p: -(xlogy(p, p) + xlogy(1 - p, 1 - p)) / np.log(2)
    return h(p.mean()) - h(p).mean()


def best_noise(A, theta):
    if A > theta:
        return 0
    return minimize_scalar(lambda sigma: -transmitted(sigma, A, theta), bounds=(0.05 * theta, 3 * theta), method="bounded").x


def latency_error(gap, jitter, lost):
    return (1 - lost) * exceeds(gap / (2 * jitter)) + lost / 2


def rate_error(weak, strong, lost):
    limit = (weak + strong) / 2

    def weakly(mean):
        whole = np.array([np.floor(mean), np.floor(mean) + 1])
        return binom.cdf(limit, whole, 1 - lost) @ [whole[1] - mean, mean - whole[0]]

    return (1 - weakly(weak) + weakly(strong)) / 2


# %% wrong-nats
# about: the natural logarithm
# score: 14
# hint: This information is in nats
# from: right-plain
# -     return -sum(q * math.log2(q) for q in (p, 1 - p) if q > 0)
# +     return -sum(q * math.log(q) for q in (p, 1 - p) if q > 0)

# %% wrong-entropy
# about: the entropy of the response alone
# score: 8
# hint: This is the entropy of the response alone
# from: right-plain
# -     return h((up + down) / 2) - (h(up) + h(down)) / 2
# +     return h((up + down) / 2)

# %% wrong-variance
# about: sigma as a variance
# score: 13
# hint: sigma is treated as a variance
# from: right-plain
# -     up, down = exceeds((theta - A) / sigma), exceeds((theta + A) / sigma)
# +     up, down = exceeds((theta - A) / math.sqrt(sigma)), exceeds((theta + A) / math.sqrt(sigma))

# %% wrong-root
# about: no root of 2 in the normal distribution
# score: 10
# hint: The root of 2 is missing
# hint: the root of 2 is missing
# from: right-plain
# -     return math.erfc(z / math.sqrt(2)) / 2
# +     return math.erfc(z) / 2

# %% wrong-half
# about: no half in the normal distribution
# score: 10
# hint: The half is missing
# hint: the half is missing
# from: right-plain
# -     return math.erfc(z / math.sqrt(2)) / 2
# +     return min(math.erfc(z / math.sqrt(2)), 1.0)

# %% wrong-one-sign
# about: a negative signal counts as none
# score: 13
# hint: Only a positive signal changes the probability here
# from: right-plain
# -     up, down = exceeds((theta - A) / sigma), exceeds((theta + A) / sigma)
# +     up, down = exceeds((theta - A) / sigma), exceeds(theta / sigma)

# %% wrong-nan
# about: the logarithm of 0
# score: 18
# hint: h(0) and h(1) are 0
# from: right-plain
# -     return -sum(q * math.log2(q) for q in (p, 1 - p) if q > 0)
# +     p = np.float64(p)
# +     return -p * np.log2(p) - (1 - p) * np.log2(1 - p)
#
# -     return sigmas[np.argmax([transmitted(sigma, A, theta) for sigma in sigmas])]
# +     return sigmas[np.nanargmax([transmitted(sigma, A, theta) for sigma in sigmas])]

# %% wrong-threshold
# about: noise as large as the threshold
# score: 14
# hint: This is the threshold; find the largest information
# hint: A signal above the threshold carries a whole bit
# from: right-plain
# -     if A > theta:
# -         return 0.0
# -     sigmas = theta * np.geomspace(0.02, 5, 1500)
# -     return sigmas[np.argmax([transmitted(sigma, A, theta) for sigma in sigmas])]
# +     return theta

# %% wrong-never-helps
# about: noise never helps
# score: 14
# hint: some noise helps
# hint: For a signal below the threshold
# from: right-plain
# -     if A > theta:
# -         return 0.0
# -     sigmas = theta * np.geomspace(0.02, 5, 1500)
# -     return sigmas[np.argmax([transmitted(sigma, A, theta) for sigma in sigmas])]
# +     return 0.0

# %% wrong-value
# about: the largest information
# score: 14
# hint: This is the largest information; return the standard deviation
# from: right-plain
# -     sigmas = theta * np.geomspace(0.02, 5, 1500)
# -     return sigmas[np.argmax([transmitted(sigma, A, theta) for sigma in sigmas])]
# +     return max(transmitted(sigma, A, theta) for sigma in theta * np.geomspace(0.02, 5, 500))

# %% wrong-whole-gap
# about: an error needs the whole gap
# score: 17
# hint: off by the whole gap
# from: right-plain
# -     return (1 - lost) * exceeds(gap / (2 * jitter)) + lost / 2
# +     return (1 - lost) * exceeds(gap / jitter) + lost / 2

# %% wrong-guess
# about: every lost spike is an error
# score: 17
# hint: Every lost spike counts as an error here
# from: right-plain
# -     return (1 - lost) * exceeds(gap / (2 * jitter)) + lost / 2
# +     return (1 - lost) * exceeds(gap / (2 * jitter)) + lost

# %% wrong-no-guess
# about: no lost spike is an error
# score: 17
# hint: No lost spike counts as an error here
# from: right-plain
# -     return (1 - lost) * exceeds(gap / (2 * jitter)) + lost / 2
# +     return (1 - lost) * exceeds(gap / (2 * jitter))

# %% wrong-latency-loss
# about: the loss is left out of the latency code
# score: 17
# hint: The loss is left out
# from: right-plain
# -     return (1 - lost) * exceeds(gap / (2 * jitter)) + lost / 2
# +     return exceeds(gap / (2 * jitter))

# %% wrong-added
# about: the loss is added to all spikes
# score: 17
# hint: The loss is added
# from: right-plain
# -     return (1 - lost) * exceeds(gap / (2 * jitter)) + lost / 2
# +     return exceeds(gap / (2 * jitter)) + lost / 2

# %% wrong-jitter-twice
# about: the jitter of two spikes
# score: 17
# hint: The jitter counts twice here
# from: right-plain
# -     return (1 - lost) * exceeds(gap / (2 * jitter)) + lost / 2
# +     return (1 - lost) * exceeds(gap / (2 * math.sqrt(2) * jitter)) + lost / 2

# %% wrong-poisson
# about: the counts of a Poisson neuron
# score: 15
# hint: The number of spikes has a Poisson distribution here
import math

import numpy as np


def h(p):
    return -sum(q * math.log2(q) for q in (p, 1 - p) if q > 0)


def exceeds(z):
    return math.erfc(z / math.sqrt(2)) / 2


def transmitted(sigma, A, theta):
    up, down = exceeds((theta - A) / sigma), exceeds((theta + A) / sigma)
    return h((up + down) / 2) - (h(up) + h(down)) / 2


def best_noise(A, theta):
    if A > theta:
        return 0.0
    sigmas = theta * np.geomspace(0.02, 5, 1500)
    return sigmas[np.argmax([transmitted(sigma, A, theta) for sigma in sigmas])]


def latency_error(gap, jitter, lost):
    return (1 - lost) * exceeds(gap / (2 * jitter)) + lost / 2


def few(mean, most):
    return sum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(most + 1))


def rate_error(weak, strong, lost):
    most = int((weak + strong) / 2)
    return (1 - few((1 - lost) * weak, most) + few((1 - lost) * strong, most)) / 2


# %% wrong-equal
# about: the middle count is strong
# score: 18
# hint: A count of exactly
# from: right-plain
# -     most = int((weak + strong) / 2)
# +     most = math.ceil((weak + strong) / 2) - 1

# %% wrong-strong
# about: strong inputs alone
# score: 15
# hint: These are the errors of strong inputs alone
# from: right-plain
# -     most = int((weak + strong) / 2)
# -     return (1 - few(weak, lost, most) + few(strong, lost, most)) / 2
# +     return few(strong, lost, int((weak + strong) / 2))

# %% wrong-weak
# about: weak inputs alone
# score: 15
# hint: These are the errors of weak inputs alone
# from: right-plain
# -     most = int((weak + strong) / 2)
# -     return (1 - few(weak, lost, most) + few(strong, lost, most)) / 2
# +     return 1 - few(weak, lost, int((weak + strong) / 2))

# %% wrong-sum
# about: the two errors added
# score: 15
# hint: The two errors are added
# from: right-plain
# -     return (1 - few(weak, lost, most) + few(strong, lost, most)) / 2
# +     return 1 - few(weak, lost, most) + few(strong, lost, most)

# %% wrong-correct
# about: the fraction of correct decisions
# score: 15
# hint: These are the correct decisions, or
# from: right-plain
# -     return (1 - few(weak, lost, most) + few(strong, lost, most)) / 2
# +     return (few(weak, lost, most) + 1 - few(strong, lost, most)) / 2

# %% wrong-rounded
# about: the means rounded to whole spikes
# score: 15
# hint: The means are rounded to the nearest whole number
# from: right-plain
# -     return (1 - few(weak, lost, most) + few(strong, lost, most)) / 2
# +     return (1 - few(round(weak), lost, most) + few(round(strong), lost, most)) / 2

# %% wrong-thinned
# about: the spikes that arrive as a regular train
# score: 15
# hint: The spikes that arrive are taken for a regular train
# from: right-plain
# -     return (1 - few(weak, lost, most) + few(strong, lost, most)) / 2
# +     return (1 - few((1 - lost) * weak, 0.0, most) + few((1 - lost) * strong, 0.0, most)) / 2

# %% wrong-corrected
# about: a decoder that is corrected for the loss
# score: 15
# hint: The decoder is corrected for the loss here
# from: right-plain
# -     most = int((weak + strong) / 2)
# +     most = int((1 - lost) * (weak + strong) / 2)

# %% wrong-rate-loss
# about: the loss is left out of the rate code
# score: 15
# hint: The loss is left out
# from: right-plain
# -     return (1 - few(weak, lost, most) + few(strong, lost, most)) / 2
# +     return (1 - few(weak, 0.0, most) + few(strong, 0.0, most)) / 2

# %% wrong-message
# about: a lost spike is a lost message
# score: 15
# hint: A loss of spikes is treated like the loss of the whole message
# from: right-plain
# -     return (1 - few(weak, lost, most) + few(strong, lost, most)) / 2
# +     return (1 - lost) * (1 - few(weak, 0.0, most) + few(strong, 0.0, most)) / 2 + lost / 2

# %% wrong-lost-part
# about: the lost spikes arrive
# score: 15
# hint: Each spike arrives with probability lost here
# from: right-plain
# -     return (1 - few(weak, lost, most) + few(strong, lost, most)) / 2
# +     arrives = lost if lost else 1.0
# +     return (1 - few(weak, 1 - arrives, most) + few(strong, 1 - arrives, most)) / 2

# %% wrong-nothing
# about: computes and returns nothing
# score: 0
# hint: is None: does your function return its result
import math

import numpy as np


def h(p):
    return -sum(q * math.log2(q) for q in (p, 1 - p) if q > 0)


def exceeds(z):
    return math.erfc(z / math.sqrt(2)) / 2


def transmitted(sigma, A, theta):
    up, down = exceeds((theta - A) / sigma), exceeds((theta + A) / sigma)
    h((up + down) / 2) - (h(up) + h(down)) / 2


def best_noise(A, theta):
    theta - A


def latency_error(gap, jitter, lost):
    (1 - lost) * exceeds(gap / (2 * jitter)) + lost / 2


def few(mean, lost, most):
    whole = math.floor(mean)

    def at_most(sent):
        return sum(math.comb(sent, k) * (1 - lost) ** k * lost ** (sent - k) for k in range(min(sent, most) + 1))

    return (1 - (mean - whole)) * at_most(whole) + (mean - whole) * at_most(whole + 1)


def rate_error(weak, strong, lost):
    most = int((weak + strong) / 2)
    (1 - few(weak, lost, most) + few(strong, lost, most)) / 2
