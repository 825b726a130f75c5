# %% right-max
# about: never below 0
# score: 13
import numpy as np


def palimpsest_lifetime(N, q):
    return max(np.log(np.sqrt(N) * q) / -np.log(1 - q), 0.0)

# %% right-log10
# about: both logarithms to base 10
# score: 13
import numpy as np


def palimpsest_lifetime(N, q):
    s = N**0.5 * q
    return -np.log10(s) / np.log10(1 - q) if s > 1 else 0

# %% right-math
# about: with math and log1p
# score: 13
import math


def palimpsest_lifetime(N, q):
    return max(0.0, -(0.5 * math.log(N) + math.log(q)) / math.log1p(-q))

# %% right-search
# about: by bisection
# score: 13
import numpy as np


def palimpsest_lifetime(N, q):
    low, high = 0.0, 1e7
    if q * np.sqrt(N) <= 1:
        return 0.0
    for _ in range(200):
        t = (low + high) / 2
        low, high = (t, high) if q * (1 - q) ** t > 1 / np.sqrt(N) else (low, t)
    return low

# %% wrong-N
# about: the noise taken for 1/N
# score: 6
# hint: The noise is taken for 1/N
import numpy as np


def palimpsest_lifetime(N, q):
    s = np.sqrt(N) * q
    return np.log(N * q) / -np.log(1 - q) if s > 1 else 0.0

# %% wrong-log10
# about: divides a logarithm to base 10 by a natural one
# score: 6
# hint: A logarithm to base 10
import numpy as np


def palimpsest_lifetime(N, q):
    s = np.sqrt(N) * q
    return np.log10(s) / -np.log(1 - q) if s > 1 else 0.0

# %% wrong-sign
# about: the lifetime with the wrong sign
# score: 6
# hint: The lifetime has the wrong sign
import numpy as np


def palimpsest_lifetime(N, q):
    s = np.sqrt(N) * q
    return np.log(s) / np.log(1 - q) if s > 1 else 0.0

# %% wrong-exp
# about: the fall taken for exp(-q t)
# score: 6
# hint: The fall is taken for exp(-q*t)
import numpy as np


def palimpsest_lifetime(N, q):
    s = np.sqrt(N) * q
    return np.log(s) / q if s > 1 else 0.0

# %% wrong-no-q
# about: takes 1 in place of q for the overlap at the start
# score: 6
# hint: q is left out in the overlap at the start
import numpy as np


def palimpsest_lifetime(N, q):
    s = np.sqrt(N) * q
    return np.log(np.sqrt(N)) / -np.log(1 - q) if s > 1 else 0.0

# %% wrong-time-constant
# about: the time constant
# score: 3
# hint: the time in which the overlap falls to 1/e
import numpy as np


def palimpsest_lifetime(N, q):
    s = np.sqrt(N) * q
    return 1 / -np.log(1 - q) if s > 1 else 0.0

# %% wrong-one-more
# about: one pattern too many
# score: 6
# hint: One pattern too many
import numpy as np


def palimpsest_lifetime(N, q):
    s = np.sqrt(N) * q
    return np.log(s) / -np.log(1 - q) + 1 if s > 1 else 0.0

# %% wrong-floor
# about: rounded down
# score: 9
# hint: The lifetime is rounded; return it
import numpy as np


def palimpsest_lifetime(N, q):
    s = np.sqrt(N) * q
    return np.floor(np.log(s) / -np.log(1 - q)) if s > 1 else 0.0

# %% wrong-ceil
# about: rounded up
# score: 9
# hint: The lifetime is rounded up
import numpy as np


def palimpsest_lifetime(N, q):
    s = np.sqrt(N) * q
    return np.ceil(np.log(s) / -np.log(1 - q)) if s > 1 else 0.0

# %% wrong-log-q
# about: log(q) below
# score: 6
# hint: log(q) is used where log(1 - q) belongs
import numpy as np


def palimpsest_lifetime(N, q):
    s = np.sqrt(N) * q
    return np.log(s) / -np.log(q) if s > 1 else 0.0

# %% wrong-upside-down
# about: upside down
# score: 3
# hint: The quotient is upside down
import numpy as np


def palimpsest_lifetime(N, q):
    s = np.sqrt(N) * q
    return -np.log(1 - q) / np.log(s) if s > 1 else 0.0

# %% wrong-below
# about: no floor at 0
# score: 10
# hint: gets a negative lifetime
import numpy as np


def palimpsest_lifetime(N, q):
    s = np.sqrt(N) * q
    return np.log(s) / -np.log(1 - q)

# %% wrong-abs
# about: absolute value
# score: 10
# hint: gets a positive lifetime
import numpy as np


def palimpsest_lifetime(N, q):
    s = np.sqrt(N) * q
    return abs(np.log(s) / np.log(1 - q))
