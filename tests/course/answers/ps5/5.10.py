# %% right-while
# about: one pattern more until too many neurons err
# score: 20
import math

import numpy as np


def store(patterns):
    P, N = patterns.shape
    W = patterns.T @ patterns / N
    return W * (1 - np.eye(N))


def recall(W, cue, steps):
    x = np.array(cue)
    for _ in range(steps):
        sums = x @ W
        x = np.where(sums >= 0, 1, -1)
    return x


def patterns_that_fit(read, W, error):
    N = len(W)
    off = ~np.eye(N, dtype=bool)
    rho = np.corrcoef(read[off], W[off])[0, 1]

    def too_many(P):
        return 0.5 * math.erfc(rho * math.sqrt(N / (2 * P))) > error

    P = 1
    while not too_many(P):
        P += 1
    return P - 1

# %% right-loops
# about: loops over neurons, and the root of the equation by halving
# score: 20
import math

import numpy as np


def store(patterns):
    n = len(patterns[0])
    W = np.zeros((n, n))
    for pattern in patterns:
        for i in range(n):
            for j in range(n):
                if i != j:
                    W[i, j] += pattern[i] * pattern[j] / n
    return W


def recall(W, cue, steps):
    states = list(cue)
    for _ in range(steps):
        states = [1 if sum(W[:, j] * states) >= 0 else -1 for j in range(len(states))]
    return np.array(states)


def patterns_that_fit(read, W, error):
    a, b = read - read.mean(), W - W.mean()
    rho = (a * b).sum() / math.sqrt((a * a).sum() * (b * b).sum())
    low, high = 0.0, 10.0
    for _ in range(80):
        z = (low + high) / 2
        low, high = (z, high) if math.erfc(z) / 2 > error else (low, z)
    return math.floor(rho**2 * len(W) / (2 * low**2))

# %% right-scipy
# about: SciPy's inverse of erfc, and a correlation without means
# score: 20
import numpy as np
from scipy.special import erfcinv


def store(patterns):
    W = np.einsum("pi,pj->ij", patterns, patterns) / patterns.shape[1]
    W[np.diag_indices_from(W)] = 0
    return W


def recall(W, cue, steps):
    x = np.asarray(cue, dtype=float)
    for _ in range(steps):
        x = 2.0 * (W.T @ x >= 0) - 1
    return x


def patterns_that_fit(read, W, error):
    rho = (read * W).sum() / np.sqrt((read**2).sum() * (W**2).sum())
    return int(len(W) * rho**2 / (2 * erfcinv(2 * error) ** 2))

# %% wrong-diagonal
# about: weights: neurons that act on themselves
# score: 16
# hint: set the diagonal to 0.
# from: right-while
# -     return W * (1 - np.eye(N))
# +     return W

# %% wrong-no-n
# about: weights: without the factor
# score: 16
# hint: The factor 1/N is missing.
# from: right-while
# -     W = patterns.T @ patterns / N
# +     W = patterns.T @ patterns

# %% wrong-no-n-diagonal
# about: weights: the plain product
# score: 16
# hint: missing, and the neurons act
# from: right-while
# -     W = patterns.T @ patterns / N
# -     return W * (1 - np.eye(N))
# +     W = patterns.T @ patterns
# +     return W

# %% wrong-by-p
# about: weights: divided by the number of patterns
# score: 16
# hint: You divide by the number of patterns: divide
# from: right-while
# -     W = patterns.T @ patterns / N
# +     W = patterns.T @ patterns / P

# %% wrong-mean-product
# about: weights: the mean product, with the diagonal
# score: 16
# hint: by the number of patterns, and
# from: right-while
# -     W = patterns.T @ patterns / N
# -     return W * (1 - np.eye(N))
# +     W = patterns.T @ patterns / P
# +     return W

# %% wrong-twice
# about: weights: each pair twice
# score: 16
# hint: Each pair is counted twice
# from: right-while
# -     return W * (1 - np.eye(N))
# +     return (W + W.T) * (1 - np.eye(N))

# %% wrong-sign
# about: weights: agreement inhibits
# score: 16
# hint: The sign is wrong: if two neurons
# from: right-while
# -     return W * (1 - np.eye(N))
# +     return -W * (1 - np.eye(N))

# %% wrong-last
# about: weights: the last pattern alone
# score: 16
# hint: Only the last pattern
# from: right-while
# -     W = patterns.T @ patterns / N
# +     W = np.outer(patterns[-1], patterns[-1]) / N

# %% wrong-agreements
# about: weights: how often two neurons agree
# score: 16
# hint: count as 0
# from: right-while
# -     W = patterns.T @ patterns / N
# +     W = (patterns.T @ patterns + P) / 2 / N

# %% wrong-patterns-table
# about: weights: a table of patterns
# score: 16
# hint: have shape
# from: right-while
# -     W = patterns.T @ patterns / N
# -     return W * (1 - np.eye(N))
# +     W = patterns @ patterns.T / N
# +     return W * (1 - np.eye(P))

# %% wrong-rows
# about: step: sums along the rows
# score: 12
# hint: You add up along the rows
# from: right-while
# -         sums = x @ W
# +         sums = W @ x

# %% wrong-state-0
# about: step: a state of 0
# score: 16
# hint: gives a state of 0
# from: right-while
# -         x = np.where(sums >= 0, 1, -1)
# +         x = np.sign(sums)

# %% wrong-zero-down
# about: step: -1 at a sum of 0
# score: 16
# hint: is switched off in your step
# from: right-while
# -         x = np.where(sums >= 0, 1, -1)
# +         x = np.where(sums > 0, 1, -1)

# %% wrong-sums
# about: step: the sums themselves
# score: 12
# hint: These are the sums
# from: right-while
# -         x = np.where(sums >= 0, 1, -1)
# +         x = sums

# %% wrong-01
# about: step: states of 0 and 1
# score: 12
# hint: Your states are 0 and 1
# from: right-while
# -         x = np.where(sums >= 0, 1, -1)
# +         x = np.where(sums >= 0, 1, 0)

# %% wrong-one-by-one
# about: step: one neuron after the other
# score: 12
# hint: one after the other in your step
# from: right-while
# -         sums = x @ W
# -         x = np.where(sums >= 0, 1, -1)
# +         for j in range(len(x)):
# +             x[j] = 1 if x @ W[:, j] >= 0 else -1

# %% wrong-inverted
# about: step: the other sign
# score: 12
# hint: The states have the wrong sign
# from: right-while
# -         x = np.where(sums >= 0, 1, -1)
# +         x = np.where(sums >= 0, -1, 1)

# %% wrong-no-step
# about: step: the cue itself
# score: 12
# hint: no step was made
# hint: You make one step too few
# from: right-while
# -     for _ in range(steps):
# +     for _ in range(steps - 1):

# %% wrong-own-state
# about: step: a neuron adds its own state
# score: 12
# hint: adds its own state
# from: right-while
# -         sums = x @ W
# +         sums = x @ W + x

# %% wrong-single-step
# about: recall: one step
# score: 16
# hint: You make only one step
# from: right-while
# -     for _ in range(steps):
# +     for _ in range(1):

# %% wrong-too-many-steps
# about: recall: one step too many after the first
# score: 16
# hint: You make one step too many
# from: right-while
# -     for _ in range(steps):
# +     for _ in range(steps if steps == 1 else steps + 1):

# %% wrong-in-place
# about: recall: the cue is overwritten
# score: 16
# hint: in place
# from: right-while
# -     x = np.array(cue)
# +     x = np.asarray(cue)
#
# -         x = np.where(sums >= 0, 1, -1)
# +         x[:] = np.where(sums >= 0, 1, -1)

# %% wrong-without-rho
# about: patterns: as without faults
# score: 12
# hint: for devices without faults
# hint: You leave out the spread of the exponents
# from: right-while
# -     rho = np.corrcoef(read[off], W[off])[0, 1]
# +     rho = 1

# %% wrong-rho-once
# about: patterns: the root of the correlation
# score: 12
# hint: You multiply N by the correlation
# from: right-while
# -     rho = np.corrcoef(read[off], W[off])[0, 1]
# +     rho = np.corrcoef(read[off], W[off])[0, 1] ** 0.5

# %% wrong-rho-4
# about: patterns: the square of the correlation before the root
# score: 12
# hint: the fourth power
# from: right-while
# -     rho = np.corrcoef(read[off], W[off])[0, 1]
# +     rho = np.corrcoef(read[off], W[off])[0, 1] ** 2

# %% wrong-slope
# about: patterns: the slope as the square of the correlation
# score: 12
# hint: with the slope instead
# hint: rather than the size of the weights
# from: right-while
# -     rho = np.corrcoef(read[off], W[off])[0, 1]
# +     rho = math.sqrt((read * W).sum() / (W * W).sum())

# %% wrong-slope-squared
# about: patterns: the slope as the correlation
# score: 12
# hint: with the square of the slope
# hint: rather than the square of a slope
# from: right-while
# -     rho = np.corrcoef(read[off], W[off])[0, 1]
# +     rho = (read * W).sum() / (W * W).sum()

# %% wrong-one-more
# about: patterns: the first number that errs too often
# score: 12
# hint: Your number is too large by 1
# from: right-while
# -     return P - 1
# +     return P

# %% wrong-one-less
# about: patterns: one too few
# score: 12
# hint: Your number is too small by 1
# from: right-while
# -     return P - 1
# +     return P - 2

# %% wrong-not-whole
# about: patterns: no whole number
# score: 12
# hint: This is not a whole number
# from: right-while
# -     P = 1
# -     while not too_many(P):
# -         P += 1
# -     return P - 1
# +     low, high = 0.01, 1e4
# +     for _ in range(200):
# +         P = (low + high) / 2
# +         low, high = (low, P) if too_many(P) else (P, high)
# +     return low

# %% wrong-half
# about: patterns: erfc without its half
# score: 12
# hint: The factor 1/2 before erfc
# from: right-while
# -         return 0.5 * math.erfc(rho * math.sqrt(N / (2 * P))) > error
# +         return math.erfc(rho * math.sqrt(N / (2 * P))) > error

# %% wrong-factor-2
# about: patterns: without the factor 2
# score: 12
# hint: The factor 2 under
# from: right-while
# -         return 0.5 * math.erfc(rho * math.sqrt(N / (2 * P))) > error
# +         return 0.5 * math.erfc(rho * math.sqrt(N / P)) > error

# %% wrong-capacity
# about: patterns: the capacity
# score: 12
# hint: You computed this number from the capacity
# from: right-while
# -     P = 1
# -     while not too_many(P):
# -         P += 1
# -     return P - 1
# +     return math.floor(0.138 * rho**2 * N)

# %% wrong-weights-counted
# about: patterns: the number of weights
# score: 12
# hint: the number of weights for N
# from: right-while
# -         return 0.5 * math.erfc(rho * math.sqrt(N / (2 * P))) > error
# +         return 0.5 * math.erfc(rho * math.sqrt(N**2 / (2 * P))) > error

# %% wrong-fixed-error
# about: patterns: always the error of the visible test
# score: 12
# hint: You use the error of the visible test
# from: right-while
# -         return 0.5 * math.erfc(rho * math.sqrt(N / (2 * P))) > error
# +         return 0.5 * math.erfc(rho * math.sqrt(N / (2 * P))) > 0.01

# %% wrong-no-return
# about: prints, and returns nothing
# score: 4
# hint: does your function return its result?
# from: right-while
# -     return x
# +     print(x)
#
# -     return P - 1
# +     print(P - 1)
