r"""Noise that helps: what a threshold lets through, and what averaging cannot remove.

A signal ±A, equally likely, is added to normal noise of standard deviation σ and meets a threshold θ. The output is one bit; it
is 1 with the probabilities

.. math::

    p_\pm = \tfrac12\, \mathrm{erfc}\, \frac{\theta \mp A}{\sqrt 2\, \sigma} \tag{1}
    I = h\!\left(\frac{p_+ + p_-}{2}\right) - \frac{h(p_+) + h(p_-)}{2}, \quad h(p) = -p \log_2 p - (1 - p) \log_2 (1 - p) \tag{2}

Below threshold (A < θ) nothing passes without noise, nor through too much: I has a maximum, stochastic resonance. Above it noise
only harms. The mean of n readings whose noises have the correlation ρ keeps the variance

.. math::

    \mathrm{Var} = \frac{1 + (n - 1) \rho}{n} \tag{3}

Sources: A. R. Bulsara and A. Zador, Physical Review E 54:R2185 (1996), doi:10.1103/PhysRevE.54.R2185; E. Zohary, M. N. Shadlen and
W. T. Newsome, Nature 370:140 (1994), doi:10.1038/370140a0. Used in chapter 5.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..model import ParameterError, Quantity

NOISE = Quantity("", "standard deviation of the noise", 0.0, 1e6, (0.1, 2.0))
AMPLITUDE = Quantity("", "amplitude of the signal", 0.0, 1e6, (0.1, 2.0))
THRESHOLD = Quantity("", "threshold", -1e6, 1e6, (0.5, 2.0))
COUNT = Quantity("", "number of readings", 1.0, 1e15, (1.0, 1000.0))
CORRELATION = Quantity("", "correlation of the noises", -1.0, 1.0, (0.0, 1.0))

_erfc = np.vectorize(math.erfc, otypes=[float])


def information(sigma: Any, amplitude: float = 0.5, threshold: float = 1.0) -> Any:
    """Return the information in bits that the output of a threshold has about a signal ±``amplitude``: equations (1) and (2)."""
    sigma = NOISE.array(sigma, "information's sigma")
    A, theta = AMPLITUDE.number(amplitude, "information's amplitude"), THRESHOLD.number(threshold, "information's threshold")
    with np.errstate(divide="ignore", invalid="ignore"):
        plus, minus = (_erfc((theta - signal) / (math.sqrt(2) * sigma)) / 2 for signal in (A, -A))  # (1)
    both = (plus + minus) / 2
    bits = _entropy(both) - (_entropy(plus) + _entropy(minus)) / 2  # (2)
    return float(bits) if bits.ndim == 0 else bits


def best_noise(amplitude: float = 0.5, threshold: float = 1.0) -> float:
    """Return the standard deviation of the noise that lets most information through, for a signal below the threshold."""
    A, theta = AMPLITUDE.number(amplitude, "best_noise's amplitude"), THRESHOLD.number(threshold, "best_noise's threshold")
    if not 0 < A < theta:
        raise ParameterError(
            f"best_noise's amplitude (amplitude of the signal) is {A:g} with a threshold of {theta:g}: no noise is best. "
            "Expected a signal above 0 and below the threshold, as in amplitude=0.5, threshold=1."
        )
    low, high = theta / 100, theta * 100
    for _ in range(12):
        grid = np.geomspace(low, high, 41)
        best = int(np.argmax(information(grid, A, theta)))
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, 40)]
    return float(math.sqrt(low * high))


def averaged_variance(n: Any, rho: Any) -> Any:
    """Return the variance of the mean of ``n`` readings of unit variance with the correlation ``rho``: equation (3)."""
    n, rho = COUNT.array(n, "averaged_variance's n"), CORRELATION.array(rho, "averaged_variance's rho")
    variance = (1 + (n - 1) * rho) / n  # (3)
    if np.any(variance < 0):
        least = float(-1 / (np.max(n) - 1))
        raise ParameterError(
            f"averaged_variance's rho (correlation of the noises) is {np.min(rho):g}, but {np.max(n):g} readings cannot all differ so much "
            f"from one another; expected {least:.3g} (that is -1/(n - 1)) or more."
        )
    return variance


def _entropy(p: Any) -> Any:
    p = np.clip(np.nan_to_num(p), 0.0, 1.0)
    inside = np.where((p > 0) & (p < 1), p, 0.5)
    bits = -inside * np.log2(inside) - (1 - inside) * np.log2(1 - inside)
    return np.where((p > 0) & (p < 1), bits, 0.0)
