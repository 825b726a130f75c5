r"""Telegraph noise: one defect that is here or there, and the current that is the less for it.

A two-state process goes up with the rate :math:`\lambda_\uparrow` and down with :math:`\lambda_\downarrow`; with
:math:`\lambda` their sum, p the share of time that it is up, A its amplitude:

.. math::

    p = \lambda_\uparrow / \lambda, \quad \mathrm{Var} = p (1 - p) A^2 \tag{1}
    S(f) = \frac{4\, p (1 - p) A^2}{\lambda}\, \frac{1}{1 + (2 \pi f / \lambda)^2}, \quad f_c = \frac{\lambda}{2 \pi} \tag{2}

Seen at samples 1/f_s apart it is a chain, which stays a geometrically distributed number of samples, and leaves the lower state
from one to the next, exactly, with the probability

.. math::

    P_\uparrow = p \left(1 - e^{-\lambda / f_s}\right) \tag{3}

Source: S. Machlup, J. Applied Physics 25:341 (1954), doi:10.1063/1.1721637. Used in chapter 5.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..model import Quantity
from ._guards import AMPLITUDE, frequency, generator, samples

TONE = Quantity("Hz", "frequency", 0.0, 1e15, (1.0, 1000.0))


def telegraph(n: int, fs: float, rng: np.random.Generator, rate_up: float, rate_down: float, amplitude: float = 1.0) -> np.ndarray:
    """Return ``n`` samples of telegraph noise, 0 or ``amplitude``, at the sampling rate ``fs`` in Hz.

    ``rate_up`` and ``rate_down`` in 1/s are the rates of leaving the lower and the upper state. The samples are those of the
    process in continuous time, from equilibrium on: equation (3). Raises :class:`ParameterError` for what is no number in range.
    """
    n, fs, rng = samples(n, "telegraph"), frequency(fs, "telegraph's fs"), generator(rng, "telegraph")
    up, down = frequency(rate_up, "telegraph's rate_up"), frequency(rate_down, "telegraph's rate_down")
    amplitude = AMPLITUDE.number(amplitude, "telegraph's amplitude")
    p, turned = up / (up + down), -np.expm1(-(up + down) / fs)  # (1); and the memory that is lost between two samples
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
    """Return the one-sided power spectral density per Hz of telegraph noise, without its mean: equation (2)."""
    up, down = frequency(rate_up, "telegraph_psd's rate_up"), frequency(rate_down, "telegraph_psd's rate_down")
    f, amplitude = TONE.array(f, "telegraph_psd's f"), AMPLITUDE.number(amplitude, "telegraph_psd's amplitude")
    total = up + down
    variance = up * down / total**2 * amplitude**2
    return 4 * variance / total / (1 + (2 * np.pi * f / total) ** 2)  # (2)
