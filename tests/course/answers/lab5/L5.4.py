# %% right-loop
# about: one way after the other
# score: 15
import itertools
import math
import numpy as np
def sign_p(d):
    n, w = int(np.sum(d != 0)), int(np.sum(d < 0))
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(min(w, n - w) + 1)) / 2**n)
def false_positive_rate(D, alpha):
    hits = []
    for signs in itertools.product([-1, 1], repeat=len(D)):
        p = [sign_p(d) for d in (np.array(signs)[:, None] * D).T]
        hits.append(min(p) <= alpha)
    return np.mean(hits)

# %% right-bits
# about: the bits of a number, and one side of each table
# score: 15
import math
import numpy as np
def false_positive_rate(D, alpha):
    pairs = len(D)
    signs = np.array([[1 if way >> k & 1 else -1 for k in range(pairs)] for way in range(2**pairs)])
    success = np.zeros(2**pairs, dtype=bool)
    for d in np.asarray(D).T:
        n = int(np.count_nonzero(d))
        w = (signs * d < 0).sum(axis=1)
        p = np.array([2 * sum(math.comb(n, j) for j in range(min(m, n - m) + 1)) / 2**n for m in range(n + 1)])
        success |= p[w] <= alpha
    return success.sum() / 2**pairs

# %% right-half
# about: the other half of the ways is its mirror image
# score: 15
import itertools
import math
import numpy as np
def sign_p(d):
    n, w = int(np.sum(d != 0)), int(np.sum(d < 0))
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(min(w, n - w) + 1)) / 2**n)
def false_positive_rate(D, alpha):
    hits = []
    for signs in itertools.product([-1, 1], repeat=len(D) - 1):
        signs = (1, *signs)
        p = [sign_p(d) for d in (np.array(signs)[:, None] * D).T]
        hits.append(min(p) <= alpha)
    return np.mean(hits)

# %% wrong-independent-exchange
# about: each outcome is exchanged on its own
# score: 0
# hint: Each outcome is exchanged on its own
# from: right-loop
# -     return np.mean(hits)
# +     return 1 - np.prod([1 - np.mean([sign_p(np.array(signs) * d) <= alpha for signs in itertools.product([-1, 1], repeat=len(D))]) for d in D.T])

# %% wrong-first-outcome
# about: the first outcome alone
# score: 4
# hint: This is the rate of one outcome alone
# from: right-loop
# -         hits.append(min(p) <= alpha)
# +         hits.append(p[0] <= alpha)

# %% wrong-average
# about: the mean of the rates
# score: 0
# hint: This is the rate of one outcome alone
# hint: This is the mean rate of the outcomes
# from: right-loop
# -         hits.append(min(p) <= alpha)
# +         hits += [q <= alpha for q in p]

# %% wrong-sum
# about: the sum of the rates
# score: 0
# hint: The rates of the outcomes are added
# from: right-loop
# -         hits.append(min(p) <= alpha)
# +         hits.append(sum(q <= alpha for q in p))

# %% wrong-all
# about: all outcomes have to succeed
# score: 0
# hint: The largest p decides
# from: right-loop
# -         hits.append(min(p) <= alpha)
# +         hits.append(max(p) <= alpha)

# %% wrong-bonferroni
# about: alpha divided by the number of outcomes
# score: 4
# hint: alpha is divided by the number of outcomes
# from: right-loop
# -         hits.append(min(p) <= alpha)
# +         hits.append(min(p) <= alpha / len(p))

# %% wrong-below
# about: p below alpha
# score: 12
# hint: p must be below alpha here
# from: right-loop
# -         hits.append(min(p) <= alpha)
# +         hits.append(min(p) < alpha)

# %% wrong-one-sided
# about: one-sided p
# score: 8
# hint: p is one-sided here
# from: right-loop
# -     return min(1.0, 2 * sum(math.comb(n, j) for j in range(min(w, n - w) + 1)) / 2**n)
# +     return (sum(math.comb(n, j) for j in range(min(w, n - w) + 1)) / 2**n)

# %% wrong-one-direction
# about: one direction alone
# score: 8
# hint: A single direction counts here
# from: right-loop
# -     return min(1.0, 2 * sum(math.comb(n, j) for j in range(min(w, n - w) + 1)) / 2**n)
# +     return 2 * sum(math.comb(n, j) for j in range(n - w + 1)) / 2**n

# %% wrong-formula
# about: the formula for independent outcomes
# score: 0
# hint: it holds for independent outcomes of tests
import numpy as np
def false_positive_rate(D, alpha):
    return 1 - (1 - alpha) ** np.shape(D)[1]

# %% wrong-level
# about: the level
# score: 0
# hint: This is the level itself
def false_positive_rate(D, alpha):
    return alpha

# %% wrong-count
# about: the number of ways
# score: 4
# hint: This is the number of ways
# from: right-loop
# -     return np.mean(hits)
# +     return np.sum(hits)

# %% wrong-random
# about: random exchanges
# score: 4
# hint: The false-positive rate
import math
import numpy as np
def sign_p(d):
    n, w = int(np.sum(d != 0)), int(np.sum(d < 0))
    return min(1.0, 2 * sum(math.comb(n, j) for j in range(min(w, n - w) + 1)) / 2**n)
def false_positive_rate(D, alpha):
    rng = np.random.default_rng(0)
    return np.mean([min(sign_p(d) for d in (rng.choice([-1, 1], (len(D), 1)) * D).T) <= alpha for _ in range(300)])

# %% wrong-ties
# about: ties stay in n
# score: 12
# hint: Differences of 0 are counted among the n
# from: right-loop
# -     n, w = int(np.sum(d != 0)), int(np.sum(d < 0))
# +     n, w = len(d), int(np.sum(d < 0))

# %% wrong-in-place
# about: changes its input
# score: 13
# hint: Your function changes its input D in place
# from: right-loop
# -     hits = []
# +     hits = []
# +     D -= 0.0
# +     D *= 2
#
# -
