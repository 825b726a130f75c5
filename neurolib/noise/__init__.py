"""Noise: flicker (1/f) noise, random telegraph noise, stochastic rounding and resonance, and what
averages are worth.

Each function carries its equations, and a comment in its arithmetic their number there. Flicker
noise has a memory, and so a class and a file of its own, :mod:`~neurolib.noise.flicker`;
:mod:`~neurolib.noise.allan` measures it. Noise on the weights of a model that learns is in
:mod:`~neurolib.noise.weights`. Used in chapter 5.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._normal import erfc
from ..model import ParameterError, Quantity, generator
from .allan import allan_variance, flicker_allan
from .flicker import FREQUENCY, Flicker, flicker, flicker_psd, samples
from .weights import additive_weight_noise, multiplicative_weight_noise

__all__ = [
    "Flicker",
    "additive_weight_noise",
    "allan_variance",
    "averaged_variance",
    "best_noise",
    "flicker",
    "flicker_allan",
    "flicker_psd",
    "information",
    "multiplicative_weight_noise",
    "stochastic_round",
    "telegraph",
    "telegraph_psd",
]


def __dir__() -> list[str]:
    """List the names of this room alone, for tab completion."""
    return sorted(__all__)


TONE = Quantity("Hz", "frequency", 0.0, 1e15, (1.0, 1000.0))
SWING = Quantity("", "amplitude", -1e30, 1e30, (0.1, 2.0))
VALUE = Quantity("", "value to be rounded", -1e15, 1e15, (-1.0, 1.0))
STEP = Quantity("", "step of the grid", 1e-300, 1e15, (0.01, 0.1))
NOISE = Quantity("", "standard deviation of the noise", 0.0, 1e6, (0.1, 2.0))
AMPLITUDE = Quantity("", "amplitude of the signal", 0.0, 1e6, (0.1, 2.0))
THRESHOLD = Quantity("", "threshold", -1e6, 1e6, (0.5, 2.0))
COUNT = Quantity("", "number of readings", 1.0, 1e15, (1.0, 1000.0))
CORRELATION = Quantity("", "correlation of the noises", -1.0, 1.0, (0.0, 1.0))


def telegraph(
    n: int,
    fs: float,
    rng: np.random.Generator,
    rate_up: float,
    rate_down: float,
    amplitude: float = 1.0,
) -> np.ndarray:
    r"""Return ``n`` samples of random telegraph noise, 0 or ``amplitude``, at the sampling rate
    ``fs`` in Hz.

    A defect takes up a charge and releases it, so that a current has two levels. Such a two-state
    process goes up with the rate :math:`\lambda_\uparrow` and down with :math:`\lambda_\downarrow`;
    with :math:`\lambda` their sum, p the share of time that it is up, A its amplitude:

    .. math::

        p = \lambda_\uparrow / \lambda, \quad \mathrm{Var} = p (1 - p) A^2 \tag{1}
        S(f) = \frac{4\, p (1 - p) A^2}{\lambda}\, \frac{1}{1 + (2 \pi f / \lambda)^2},
            \quad f_c = \frac{\lambda}{2 \pi} \tag{2}

    At samples 1/f_s apart it is a chain, which stays a geometrically distributed number of samples,
    and leaves the lower state from one to the next, exactly, with the probability

    .. math::

        P_\uparrow = p \left(1 - e^{-\lambda / f_s}\right) \tag{3}

    ``rate_up`` and ``rate_down`` in 1/s are the rates of leaving the lower and the upper state. The
    samples are those of the process in continuous time, from equilibrium on: equation (3). Raises
    :class:`ParameterError` for what is no number in range.

    Source: S. Machlup, J. Applied Physics 25:341 (1954), doi:10.1063/1.1721637.
    """
    n, fs, rng = (
        samples(n, "telegraph"),
        FREQUENCY.number(fs, "telegraph's fs"),
        generator(rng, "telegraph"),
    )
    up, down = (
        FREQUENCY.number(rate_up, "telegraph's rate_up"),
        FREQUENCY.number(rate_down, "telegraph's rate_down"),
    )
    amplitude = SWING.number(amplitude, "telegraph's amplitude")
    # (1); and the share of the correlation that is lost between two samples
    p, turned = up / (up + down), -np.expm1(-(up + down) / fs)
    high = bool(rng.random() < p)
    leave = np.maximum([p * turned, (1 - p) * turned], 1e-15)  # the lower state, the upper: (3)
    stays, total = [], 0
    while total < n:
        pairs = 16 + int(1.1 * (n - total) / (1 / leave).sum())
        stays.append(rng.geometric(np.tile(leave[::-1] if high else leave, pairs)))
        total += int(stays[-1].sum())
    starts = np.cumsum(np.concatenate(stays))
    return amplitude * ((np.searchsorted(starts, np.arange(n), side="right") + high) % 2)


def telegraph_psd(f: Any, rate_up: float, rate_down: float, amplitude: float = 1.0) -> np.ndarray:
    """Return the one-sided power spectral density per Hz of telegraph noise, without its mean:
    equation (2) of :func:`telegraph`.
    """
    up, down = (
        FREQUENCY.number(rate_up, "telegraph_psd's rate_up"),
        FREQUENCY.number(rate_down, "telegraph_psd's rate_down"),
    )
    f, amplitude = (
        TONE.array(f, "telegraph_psd's f"),
        SWING.number(amplitude, "telegraph_psd's amplitude"),
    )
    total = up + down
    variance = up * down / total**2 * amplitude**2
    return 4 * variance / total / (1 + (2 * np.pi * f / total) ** 2)  # (2)


def stochastic_round(x: Any, lsb: float, rng: np.random.Generator) -> Any:
    r"""Return ``x`` (number or array) on a grid of step ``lsb``, each value rounded with a draw of
    its own: equation (1).

    .. math::

        Q(x) = \Delta \left\lfloor \frac{x}{\Delta} + U \right\rfloor,
            \quad U \in [0, 1) \;\Rightarrow\; \langle Q(x) \rangle = x \tag{1}

    The mean is kept. The variance is :math:`\Delta^2\, r (1 - r)`, r the part of x/Δ behind the
    point; what is on the grid stays. Source: M. Hoehfeld and S. E. Fahlman, IEEE Transactions on
    Neural Networks 3:602 (1992), doi:10.1109/72.143374.
    """
    values = VALUE.array(x, "stochastic_round's x")
    lsb, rng = STEP.number(lsb, "stochastic_round's lsb"), generator(rng, "stochastic_round")
    if values.size and np.abs(values).max() / lsb > 2**53:
        raise ParameterError(
            f"stochastic_round's lsb (step of the grid) is {lsb:g}, finer than the "
            f"numbers it rounds; type a larger one."
        )
    found = by_chance(values, lsb, rng)
    return float(found) if found.ndim == 0 else found


def by_chance(x: np.ndarray, lsb: float, rng: np.random.Generator) -> np.ndarray:
    """Return ``stochastic_round`` of arguments that were checked, for loops."""
    return np.asarray(rounded(x, lsb, rng.random(x.shape)))


def rounded(x: Any, lsb: Any, u: Any) -> Any:
    """Return ``stochastic_round`` of arguments that were checked, with draws ``u`` in [0, 1)."""
    return lsb * np.floor(x / lsb + u)  # (1)


def information(sigma: Any, amplitude: float = 0.5, threshold: float = 1.0) -> Any:
    r"""Return the information in bits that the output of a threshold has about a signal
    ±``amplitude``: equations (1) and (2).

    A signal ±A, equally likely, is added to normal noise of standard deviation σ and meets a
    threshold θ. The output is one bit; it is 1 with the probabilities

    .. math::

        p_\pm = \tfrac12\, \mathrm{erfc}\, \frac{\theta \mp A}{\sqrt 2\, \sigma} \tag{1}
        I = h\!\left(\frac{p_+ + p_-}{2}\right) - \frac{h(p_+) + h(p_-)}{2},
            \quad h(p) = -p \log_2 p - (1 - p) \log_2 (1 - p) \tag{2}

    Below threshold (A < θ) nothing passes without noise, nor through too much: I has a maximum,
    stochastic resonance. Above it noise only harms. Source: A. R. Bulsara and A. Zador, Physical
    Review E 54:R2185 (1996), doi:10.1103/PhysRevE.54.R2185.
    """
    sigma = NOISE.array(sigma, "information's sigma")
    A, theta = (
        AMPLITUDE.number(amplitude, "information's amplitude"),
        THRESHOLD.number(threshold, "information's threshold"),
    )
    bits = _transmitted(sigma, A, theta)
    return float(bits) if bits.ndim == 0 else bits


def transmitted(sigma: Any, A: Any, theta: Any) -> Any:
    """Return ``information`` of floats that were checked."""
    plus, minus = exceeding(theta - A, sigma), exceeding(theta + A, sigma)
    return entropy((plus + minus) / 2.0) - (entropy(plus) + entropy(minus)) / 2.0  # (2)


def exceeding(distance: Any, sigma: Any) -> Any:
    """Return the probability that noise exceeds a distance: equation (1) of :func:`information`."""
    if sigma == 0.0:
        return 1.0 if distance < 0.0 else 0.0
    return erfc(distance / (np.sqrt(2.0) * sigma)) / 2.0  # (1)


def entropy(p: Any) -> Any:
    """Return the entropy in bits of an event of this probability."""
    inside = 0.0 < p < 1.0
    return -p * np.log2(p) - (1.0 - p) * np.log2(1.0 - p) if inside else 0.0


_transmitted = np.vectorize(transmitted, otypes=[float])


def best_noise(amplitude: float = 0.5, threshold: float = 1.0) -> float:
    """Return the standard deviation of the noise that lets most information through, for a signal
    below the threshold.
    """
    A, theta = (
        AMPLITUDE.number(amplitude, "best_noise's amplitude"),
        THRESHOLD.number(threshold, "best_noise's threshold"),
    )
    if not 0 < A < theta:
        raise ParameterError(
            f"best_noise's amplitude (amplitude of the signal) is {A:g} with a "
            f"threshold of {theta:g}: no noise is best. "
            "Expected a signal above 0 and below the threshold, as in amplitude=0.5, threshold=1."
        )
    low, high = theta / 100, theta * 100
    for _ in range(12):
        grid = np.geomspace(low, high, 41)
        best = int(np.argmax(information(grid, A, theta)))
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, 40)]
    return float(math.sqrt(low * high))


def averaged_variance(n: Any, rho: Any) -> Any:
    r"""Return the variance of the mean of ``n`` readings of unit variance with the correlation
    ``rho``: equation (1).

    .. math::

        \mathrm{Var} = \frac{1 + (n - 1) \rho}{n} \tag{1}

    Source: E. Zohary, M. N. Shadlen and W. T. Newsome, Nature 370:140 (1994), doi:10.1038/370140a0.
    """
    n, rho = (
        COUNT.array(n, "averaged_variance's n"),
        CORRELATION.array(rho, "averaged_variance's rho"),
    )
    variance = (1 + (n - 1) * rho) / n  # (1)
    if np.any(variance < 0):
        least = float(-1 / (np.max(n) - 1))
        raise ParameterError(
            f"averaged_variance's rho (correlation of the noises) is {np.min(rho):g}, "
            f"but {np.max(n):g} readings cannot all differ so much "
            f"from one another; expected {least:.3g} (that is -1/(n - 1)) or more."
        )
    return variance
