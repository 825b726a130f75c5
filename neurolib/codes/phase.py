r"""Phase locking: how well the spikes of a train keep to one phase of a periodic signal, and
whether chance would do so as well.

.. math::

    R = \frac1n \left| \sum_{k=1}^{n} e^{2 \pi \mathrm{i} f t_k} \right| \tag{1}

is the **vector strength** of n spikes for the frequency f: 1 where all have one phase, and about
:math:`1/\sqrt n` where they have none. Under Rayleigh's test, n independent phases without a
preference reach R or more with the probability

.. math::

    P = \exp\left[\sqrt{1 + 4 n + 4 n^2 (1 - R^2)} - (1 + 2 n)\right] \approx e^{-n R^2} \tag{2}

Spikes of a regular train are not independent; the test then finds more than there is.

Sources: J. M. Goldberg and P. B. Brown, Journal of Neurophysiology 32:613 (1969),
doi:10.1152/jn.1969.32.4.613; for (2) P. Berens, Journal of Statistical Software 31:10 (2009),
doi:10.18637/jss.v031.i10.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from ..model import Quantity
from ..units import Hz, MHz
from . import _guards as guard

FREQUENCY = Quantity("Hz", "frequency of the signal", 1e-6 * Hz, 10 * MHz, (1 * Hz, 1000 * Hz))


def vector_strength(times: ArrayLike, frequency: float) -> float:
    """Return the vector strength of a train: equation (1).

    Parameters
    ----------
    times : array of shape (spikes,)
        Spike times, s; at least one.
    frequency : float
        Frequency of the signal, Hz.

    Returns
    -------
    float
        Vector strength, from 0 to 1.

    Raises
    ------
    ParameterError
        For a train without spikes and a frequency out of range.
    """
    return _strength(times, frequency, "vector_strength")[0]


def rayleigh(times: ArrayLike, frequency: float) -> float:
    """Return the probability of such a locking by chance, by Rayleigh's test: equation (2).

    Parameters
    ----------
    times : array of shape (spikes,)
        Spike times, s; at least ten.
    frequency : float
        Frequency of the signal, Hz.

    Returns
    -------
    float
        Probability that spikes without a preferred phase lock as well as these.

    Raises
    ------
    ParameterError
        For fewer than ten spikes, for which (2) is not good enough, and a frequency out of range.
    """
    guard.at_least(10, guard.train(times, "rayleigh"), "rayleigh")
    R, n = _strength(times, frequency, "rayleigh")
    return math.exp(math.sqrt(1 + 4 * n + 4 * n**2 * max(1 - R**2, 0.0)) - (1 + 2 * n))  # (2)


def _strength(times: ArrayLike, frequency: float, verb: str) -> tuple[float, int]:
    spikes = guard.train(times, verb)
    guard.at_least(1, spikes, verb)
    turns = FREQUENCY.number(frequency, f"{verb}'s frequency") * spikes
    return float(abs(np.exp(2j * np.pi * turns).mean())), len(spikes)  # (1)
