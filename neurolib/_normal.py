r"""The complementary error function, in plain arithmetic, so that loops which Numba compiles for a
page have it, too: no browser has one.

.. math::

    \mathrm{erfc}\,x = 1 - \frac{2}{\sqrt\pi}\, e^{-x^2}
        \sum_{k=0}^{\infty} \frac{2^k x^{2k+1}}{1 \cdot 3 \cdots (2k + 1)} \tag{1}
    \mathrm{erfc}\,x = \frac{e^{-x^2}}{x \sqrt\pi}\,
        \frac{1}{1 +}\, \frac{v}{1 +}\, \frac{2v}{1 +}\, \frac{3v}{1 +} \cdots,
        \qquad v = \frac{1}{2 x^2} \tag{2}

The sum, whose terms are all positive, serves a small x, and the continued fraction of Laplace a
large one. Source: NIST Digital Library of Mathematical Functions, https://dlmf.nist.gov/7.6 and
https://dlmf.nist.gov/7.9.
"""

from __future__ import annotations

from typing import Any

import numpy as np

SMALL, MOST = 1.0, 500  # where (2) begins, and how many parts of it count at most
ROOT = 1.7724538509055160273  # of π


def erfc(x: Any) -> Any:
    """Return erfc of a number, with a relative error below 1e-14 for x up to 5."""
    if x < 0.0:
        return 2.0 - erfc_above(-x)
    return erfc_above(x)


def erfc_above(x: Any) -> Any:
    """Return erfc of a number that is not below 0."""
    if x < SMALL:
        term, total, k = x, x, 1.0
        while term > 1e-18 * total:
            term *= 2.0 * x * x / (2.0 * k + 1.0)
            total += term
            k += 1.0
        return 1.0 - 2.0 / ROOT * np.exp(-x * x) * total  # (1)
    v, fraction, above, below, k = 0.5 / (x * x), 1.0, 1.0, 0.0, 0.0
    change = 2.0
    while abs(change - 1.0) > 1e-16 and k < MOST:  # from the left, by the method of Lentz
        k += 1.0
        below = 1.0 / (1.0 + k * v * below)
        above = 1.0 + k * v / above
        change = above * below
        fraction *= change
    return np.exp(-x * x) / (x * ROOT * fraction)  # (2)
