r"""Spike timing in small pieces: what a trace does at a spike, how pairs are chosen, how near a bound a weight still moves.

A **trace** remembers the spikes of one side of a synapse: it decays with a time constant τ, and each spike adds to it or
sets it,

.. math::

    z(t) = z(t_0)\, e^{-(t - t_0)/\tau}, \qquad z \leftarrow z + 1 \tag{1}
    z \leftarrow 1 \tag{2}

so that what one spike reads of the other side's trace is a sum over all earlier spikes (1), or the share of the last alone
(2). Where a reader uses up what it has read, it reads next the part that has come since: z less its base, which decays alike.
In a frame that rotates with the trace, the 1 is one number more, handed over as ``one``.

A **weight** u is a fraction of the largest, and a dose d ≥ 0 moves it by a share that may shrink towards a bound:

.. math::

    u \leftarrow \min(u + d\, f_+(u), 1), \qquad u \leftarrow \max(u - d\, f_-(u), 0) \tag{3}

Pairings are those of A. Morrison, M. Diesmann and W. Gerstner, Biological Cybernetics 98:459 (2008),
doi:10.1007/s00422-008-0233-1. Bounds: hard, :math:`f_\pm = 1` (S. Song et al., Nature Neuroscience 3:919 (2000),
doi:10.1038/78829); soft, :math:`f_- = u` (M. C. W. van Rossum et al., J. Neuroscience 20:8812 (2000),
doi:10.1523/JNEUROSCI.20-23-08812.2000); multiplicative, :math:`f_+ = 1 - u` as well (J. Rubin et al., Physical Review Letters
86:364 (2001), doi:10.1103/PhysRevLett.86.364). Used in chapter 3.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Kernel = Callable[..., Any]

# Globals that `kernels` puts in place; the functions below name them.
above: Kernel
below: Kernel


def add(trace, one):
    """Return a trace after a spike of its own side, where all spikes count."""
    return trace + one  # (1)


def replace(trace, one):
    """Return a trace after a spike of its own side, where only the last one counts."""
    return one  # (2)


def keep(trace, base):
    """Return the base of a trace after it was read, where reading uses nothing up."""
    return base


def take(trace, base):
    """Return the base of a trace after it was read, where each spike is read once."""
    return trace


def even(u):
    """Return the share of a dose where it does not depend on the weight."""
    return 1.0


def room_above(u):
    """Return the share of a dose that falls as the weight rises."""
    return 1.0 - u


def room_below(u):
    """Return the share of a dose that rises with the weight."""
    return u


def _potentiate(u, dose, top):
    """Return the weight after potentiation, at most ``top``."""
    return np.minimum(u + dose * above(u), top)  # (3)


def _depress(u, dose, bottom):
    """Return the weight after depression, at least ``bottom``."""
    return np.maximum(u - dose * below(u), bottom)  # (3)


class Pairing(NamedTuple):
    """What an arrival does to the presynaptic trace, a postsynaptic spike to its own, and what reading the first uses up."""

    arrived: Kernel
    fired: Kernel
    used: Kernel


class Bounds(NamedTuple):
    """The share of a dose that raises a weight, and of one that lowers it: f₊ and f₋ of equation (3)."""

    above: Kernel
    below: Kernel


PAIRINGS = {
    "all-to-all": Pairing(add, add, keep),
    "symmetric": Pairing(replace, replace, keep),
    "presynaptic-centred": Pairing(add, replace, take),
}
BOUNDS = {
    "hard": Bounds(even, even),
    "soft": Bounds(even, room_below),
    "multiplicative": Bounds(room_above, room_below),
}
