# %% right-classes
# about: both classes, as described
# score: 19
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    F = 0
    for y, share in (1, p), (0, 1 - p):
        F = F + (share[:, None] * ((y - p)[:, None] * X) ** 2).mean(axis=0)
    return F

# %% right-dot
# about: a product of matrices
# score: 19
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return (p * (1 - p)) @ X**2 / len(X)

# %% right-loop
# about: input by input
# score: 19
import math

import numpy as np


def diag_fisher(X, w):
    F = [0.0] * len(w)
    for x in X:
        p = 1 / (1 + math.exp(-sum(a * b for a, b in zip(x, w))))
        for k in range(len(w)):
            F[k] += x[k] ** 2 * p * (1 - p) / len(X)
    return np.array(F)

# %% right-tanh
# about: by the hyperbolic cosine
# score: 19
import numpy as np


def diag_fisher(X, w):
    return np.mean(X**2 / (4 * np.cosh(X @ w / 2)[:, None] ** 2), axis=0)

# %% wrong-sum
# about: a sum
# score: 10
# hint: This is a sum over the inputs
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return (X**2 * (p * (1 - p))[:, None]).sum(axis=0)

# %% wrong-mean-squared
# about: the mean squared
# score: 3
# hint: The mean derivative over the inputs is squared
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return ((X * (p * (1 - p))[:, None]).mean(axis=0)) ** 2

# %% wrong-root-mean-squared
# about: the mean of roots squared
# score: 3
# hint: The mean over the inputs is squared
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return ((X * np.sqrt(p * (1 - p))[:, None]).mean(axis=0)) ** 2

# %% wrong-p
# about: p without 1 - p
# score: 3
# hint: The factor 1 - p is missing
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return (X**2 * p[:, None]).mean(axis=0)

# %% wrong-1-p
# about: 1 - p without p
# score: 3
# hint: The factor p is missing
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return (X**2 * (1 - p)[:, None]).mean(axis=0)

# %% wrong-x
# about: x without its square
# score: 3
# hint: The input enters without its square
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return (X * (p * (1 - p))[:, None]).mean(axis=0)

# %% wrong-abs
# about: the absolute value
# score: 3
# hint: The input enters with its absolute value
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return (abs(X) * (p * (1 - p))[:, None]).mean(axis=0)

# %% wrong-mean-p
# about: the mean of p first
# score: 3
# hint: The mean of p over the inputs is taken first
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    p = p.mean()
    return (X**2).mean(axis=0) * p * (1 - p)

# %% wrong-argmax
# about: the most probable class alone
# score: 3
# hint: The most probable class is used alone
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return (X**2 * (((p > 0.5) - p) ** 2)[:, None]).mean(axis=0)

# %% wrong-yes
# about: the class yes alone
# score: 3
# hint: Only the class yes is used
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return (X**2 * (p * (1 - p) ** 2)[:, None]).mean(axis=0)

# %% wrong-no
# about: the class no alone
# score: 3
# hint: Only the class no is used
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return (X**2 * ((1 - p) * p**2)[:, None]).mean(axis=0)

# %% wrong-equal
# about: both classes equally probable
# score: 3
# hint: The two classes are counted as equally probable
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return (X**2 * ((p**2 + (1 - p) ** 2) / 2)[:, None]).mean(axis=0)

# %% wrong-unweighed
# about: both classes without probabilities
# score: 3
# hint: added without their probabilities
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return (X**2 * (p**2 + (1 - p) ** 2)[:, None]).mean(axis=0)

# %% wrong-v-squared
# about: the variance squared
# score: 3
# hint: p*(1 - p) is squared
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return (X**2 * ((p * (1 - p)) ** 2)[:, None]).mean(axis=0)

# %% wrong-quarter
# about: p taken for ½
# score: 3
# hint: Weights do not enter
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return (X**2).mean(axis=0) / 4

# %% wrong-root
# about: a standard deviation
# score: 3
# hint: This is a standard deviation
import numpy as np


def diag_fisher(X, w):
    p = 1 / (1 + np.exp(-(X @ w)))
    return np.sqrt((X**2 * (p * (1 - p))[:, None]).mean(axis=0))
