r"""The tail of the normal distribution, in arithmetic that Numba compiles for a page, too.

.. math::

    \mathrm{erfc}\,x = 1 - \frac{2}{\sqrt\pi}\, e^{-x^2}
        \sum_{n=0}^\infty \frac{2^n x^{2n+1}}{1 \cdot 3 \cdots (2n+1)} \tag{1}
    \mathrm{erfc}\,x = \frac{e^{-x^2}}{\sqrt\pi}\; \frac{1}{x +}\, \frac{1/2}{x +}\,
        \frac{1}{x +}\, \frac{3/2}{x +} \cdots, \quad x > 0 \tag{2}

Source: M. Abramowitz and I. A. Stegun, *Handbook of Mathematical Functions* (1964), 7.1.6 and
7.1.14. Used in chapter 5.
"""

from __future__ import annotations

from typing import Any

import numpy as np

ROOT = float(np.sqrt(np.pi))
SERIES, FRACTIONS = 2.0, 60  # where (1) gives way to (2), and the parts of (2)


def erfc(x: Any) -> Any:
    """Return the complementary error function of a float, to 14 digits and more."""
    size = abs(x)
    if size < SERIES:
        part = total = size
        n = 1
        while part > 1e-17 * total:
            part *= 2.0 * size * size / (2.0 * n + 1.0)
            total += part
            n += 1
        tail = 1.0 - 2.0 / ROOT * np.exp(-size * size) * total  # (1)
    else:
        below = size
        for n in range(FRACTIONS, 0, -1):
            below = size + 0.5 * n / below
        tail = np.exp(-size * size) / (ROOT * below)  # (2)
    return tail if x >= 0.0 else 2.0 - tail
