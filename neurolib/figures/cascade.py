r"""The overlap with a memory in a cascade and in a palimpsest, against the patterns stored since.
Used in chapter 8.

With the eigenvalues :math:`\lambda_j` of what a random pattern does to the two values of a synapse,
strong minus weak at each level, the signal of :class:`~neurolib.applications.Cascade` is

.. math::

    S(t) = \sum_j c_j\, \lambda_j^{t - 1} \tag{1}

from the first pattern on, :math:`t \ge 1`: two levels forget at once, and have no two eigenvectors.
"""

from __future__ import annotations

import numpy as np

from ..applications.learning.memories import Cascade, lifetime_of, overlap_after

LEVELS = 20  # the most that a slider gives
MOST = 1e7  # patterns beyond which no memory of its synapses is looked for
LEAST = 1e-7  # overlap below which a curve leaves the axes


def modes(n):
    """Return the eigenvalues of a cascade of n levels and the coefficients c of (1)."""
    model = Cascade(n=n)
    M, shares = model.mean_change(), model.potentiation() @ np.full(2 * n, 1 / (2 * n))
    change, after = M[n:, n:] - M[n:, :n], M @ shares  # weak and strong levels change alike
    values, vectors = np.linalg.eig(change)
    parts = np.linalg.lstsq(vectors.real, after[n:] - after[:n], rcond=None)[0]
    return values.real, vectors.real.sum(axis=0) * parts


MODES = np.zeros((2, LEVELS, LEVELS))
for n in range(1, LEVELS + 1):
    MODES[:, n - 1, :n] = modes(n)
TABLES = {
    "times": np.unique(np.geomspace(1, 10_000, 36).astype(int)),
    "values": MODES[0].ravel(),
    "parts": MODES[1].ravel(),
}
T = len(TABLES["times"])
FACTS = "levels", "first", "noise", "long", "short"  # first: of the cascade, after one pattern
LEVELS_AT, FIRST, NOISE, LONG, SHORT = range(len(FACTS))
OUTPUTS = {"cascade": T, "palimpsest": T, "facts": FACTS}


def memories(n, N, q, times, values, parts, cascade, palimpsest, facts):
    """Compute the mean overlap with a memory after each number of patterns, and how many patterns
    it survives in N synapses.
    """
    levels = int(np.rint(n))
    first = (levels - 1) * LEVELS
    mine, shares = values[first:], parts[first:]
    for k in range(len(times)):
        cascade[k] = max(signal(times[k], mine, shares, levels), LEAST)
        palimpsest[k] = max(overlap_after(q, times[k]), LEAST)
    facts[LEVELS_AT], facts[FIRST] = levels, cascade[0] if cascade[0] > LEAST else 0.0
    facts[NOISE] = 1.0 / np.sqrt(N)
    facts[LONG] = last_above(facts[NOISE], mine, shares, levels)
    facts[SHORT] = lifetime_of(N, q)


def signal(t, values, parts, n):
    """Return (1) after t patterns."""
    found = 0.0
    for k in range(n):
        found += parts[k] * values[k] ** (t - 1.0)
    return found


def last_above(noise, values, parts, n):
    """Return the last number of patterns after which the signal is not below the noise; 0 if none.

    It falls from the second pattern on; of the very next one a part is hidden, and comes back.
    """
    if signal(2.0, values, parts, n) < noise:
        return 1.0 if signal(1.0, values, parts, n) >= noise else 0.0
    low, high = 2.0, 4.0
    while high < MOST and signal(high, values, parts, n) >= noise:
        low, high = high, 2.0 * high
    while high - low > 1.0:
        middle = np.floor((low + high) / 2.0)
        if signal(middle, values, parts, n) >= noise:
            low = middle
        else:
            high = middle
    return low
