r"""The parts of spike-timing rules: synaptic traces, the pairings of spikes that count, and the
bounds of a weight.

A **trace** remembers the spikes of one side of a synapse: it decays with a time constant τ, and at
each spike of its own side

.. math::

    z \leftarrow m z + 1, \qquad z(t) = z(t_0)\, e^{-(t - t_0)/\tau} \tag{1}

so that what a spike of the other side reads there is a sum over all earlier spikes (m = 1), or the
share of the last one alone (m = 0). A reader may use up what it reads (s = 1) or leave it (s = 0):
it reads :math:`z - b` above a base that decays alike, and

.. math::

    b \leftarrow s z + (1 - s) b \tag{2}

In a frame that rotates with the trace, the 1 of equation (1) is another number, handed over as
``one``.

A **weight** u is a fraction of the largest, and an amount d ≥ 0 moves it by a share that may shrink
towards a bound:

.. math::

    f(u) = c + k u \tag{3}
    u \leftarrow \min(u + d f_+(u), 1), \qquad u \leftarrow \max(u - d f_-(u), 0) \tag{4}

Pairings are those of A. Morrison, M. Diesmann and W. Gerstner, Biological Cybernetics 98:459
(2008), doi:10.1007/s00422-008-0233-1. Bounds: hard, :math:`f_\pm = 1` (S. Song et al., Nature
Neuroscience 3:919 (2000), doi:10.1038/78829); soft, :math:`f_- = u` (M. C. W. van Rossum et al., J.
Neuroscience 20:8812 (2000), doi:10.1523/JNEUROSCI.20-23-08812.2000); multiplicative,
:math:`f_+ = 1 - u` as well (J. Rubin et al., Physical Review Letters 86:364 (2001),
doi:10.1103/PhysRevLett.86.364).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Kernel = Callable[..., Any]


def after_spike(trace, one, m):
    """Return a trace after a spike of its own side."""
    return m * trace + one  # (1)


def base_after_reading(trace, base, s):
    """Return the base of a trace after it was read."""
    return s * trace + (1.0 - s) * base  # (2)


def share(u, c, k):
    """Return the share of an amount that moves the weight ``u``."""
    return c + k * u  # (3)


def raised(u, amount, c, k, top):
    """Return a weight after potentiation."""
    return np.minimum(u + amount * share(u, c, k), top)  # (4)


def lowered(u, amount, c, k, bottom):
    """Return a weight after depression."""
    return np.maximum(u - amount * share(u, c, k), bottom)  # (4)


def raised_within(u, amount, c, k, top):
    """Return a weight after potentiation by an amount that may be negative: it stays above 1 -
    ``top``, too.
    """
    return np.maximum(np.minimum(u + amount * share(u, c, k), top), 1.0 - top)


def lowered_within(u, amount, c, k, bottom):
    """Return a weight after depression by an amount that may be negative: it stays below 1 -
    ``bottom``, too.
    """
    return np.minimum(np.maximum(u - amount * share(u, c, k), bottom), 1.0 - bottom)


class Pairing(NamedTuple):
    """The memory m of the presynaptic trace and of the postsynaptic one, and whether reading the
    first uses it up, s.
    """

    pre: float
    post: float
    spent: float


class Bounds(NamedTuple):
    """The numbers (c, k) of the share that raises a weight and of the one that lowers it: f₊ and f₋
    of equation (4).
    """

    above: tuple[float, float]
    below: tuple[float, float]


PAIRINGS = {
    "all-to-all": Pairing(1.0, 1.0, 0.0),
    "symmetric": Pairing(0.0, 0.0, 0.0),
    "presynaptic-centred": Pairing(1.0, 0.0, 1.0),
}
BOUNDS = {
    "hard": Bounds((1.0, 0.0), (1.0, 0.0)),
    "soft": Bounds((1.0, 0.0), (0.0, 1.0)),
    "multiplicative": Bounds((1.0, -1.0), (0.0, 1.0)),
}
