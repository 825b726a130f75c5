r"""Projections: who reaches whom, how strongly, after which delay, and what a spike does on arrival.

A spike that arrives at a synapse of weight w acts on its target in one of three ways:

.. math::

    V \leftarrow V + w \tag{1}
    I_{\mathrm{syn}} \leftarrow I_{\mathrm{syn}} + w, \quad \tau\, \dot I_{\mathrm{syn}} = -I_{\mathrm{syn}} \tag{2}
    g \leftarrow g + w, \quad \tau\, \dot g = -g, \quad I_{\mathrm{syn}} = g\,(E_{\mathrm{rev}} - V) \tag{3}

"delta" (1), "exponential" (2) and "conductance" (3). While a neuron is refractory its voltage is held: what (1) would add up
to the end of that time, the last instant included, is lost, and currents and conductances go on decaying. Source: R. Brette
et al., J. Computational Neuroscience 23:349 (2007), doi:10.1007/s10827-007-0038-6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..units import show
from .groups import Group, Population, stream


class Synapse(NamedTuple):
    """What a spike does on arrival: its kind, and where it has them the time constant in s and the reversal potential in V."""

    kind: str
    tau: float = 0.0
    E_rev: float = 0.0

    def __str__(self) -> str:
        tau = f", tau={show(self.tau, 's')}" if self.tau else ""
        return f"{self.kind}{tau}" + (f", E_rev={show(self.E_rev, 'V')}" if self.kind == "conductance" else "")


UNITS = {"delta": "V", "exponential": "A", "conductance": "S"}


@dataclass(frozen=True, eq=False, repr=False)
class Projection:
    """Synapses from ``pre`` to ``post``: each pair with a ``probability``, or the given pairs ``given = (i, j)``.

    ``weight`` and ``delay`` are one number each, one a pair where pairs are given, or a matrix (pre, post). Where there is a rule
    of ``plasticity``, ``weight`` is that at the start, and ``w_max`` the largest.
    """

    name: str
    number: int
    pre: Group
    post: Population
    synapse: Synapse
    weight: np.ndarray
    delay: np.ndarray
    probability: float
    given: tuple[np.ndarray, np.ndarray] | None
    plasticity: Any = None
    w_max: float | None = None

    def pairs(self, seed: int) -> tuple[np.ndarray, np.ndarray]:
        r"""Return the indices (i, j) of sender and target of each synapse: as given, or drawn and sorted by i, then j.

        Drawn pairs are found by leaping over those without a synapse; the leaps are geometric, u uniform in [0, 1):

        .. math::

            n = 1 + \left\lfloor \ln(1 - u) / \ln(1 - p) \right\rfloor \tag{4}
        """
        if self.given is not None:
            return self.given
        total = self.pre.n * self.post.n
        if self.probability == 1.0:
            flat = np.arange(total)
        elif self.probability == 0.0 or total == 0:
            flat = np.empty(0, dtype=np.int64)
        else:
            rng, found, last = stream(seed, "wiring", self.number), [], -1
            while last < total:
                size = int(1.02 * (total - last) * self.probability) + 100
                with np.errstate(over="ignore"):  # a leap beyond all numbers ends the search as well
                    leaps = 1 + np.floor(np.log1p(-rng.random(size)) / np.log1p(-self.probability))  # (4)
                found.append(last + np.cumsum(np.minimum(leaps, total + 1).astype(np.int64)))
                last = int(found[-1][-1])
            flat = np.concatenate(found)
            flat = flat[: np.searchsorted(flat, total)]
        i, j = np.divmod(flat, self.post.n)
        return i.astype(np.int32), j.astype(np.int32)

    def each(self, values: np.ndarray, i: np.ndarray, j: np.ndarray) -> np.ndarray:
        """Return ``values`` (the weight or the delay) of each of the synapses (i, j)."""
        return values[i, j] if values.ndim == 2 else np.broadcast_to(values, len(i))

    def __repr__(self) -> str:
        share = f"{len(self.given[0])} given pairs" if self.given else f"probability {self.probability:g}"
        weight, delay = (_span(values, unit) for values, unit in ((self.weight, UNITS[self.synapse.kind]), (self.delay, "s")))
        largest = "" if self.w_max is None else f" up to {show(self.w_max, UNITS[self.synapse.kind])}"
        plastic = "" if self.plasticity is None else f", plasticity={self.plasticity!r}{largest}"
        return f"<{self.name}: {share}, weight {weight}, delay {delay}, {self.synapse}{plastic}>"


def _span(values: np.ndarray, unit: str) -> str:
    return show(float(values), unit) if values.ndim == 0 else f"{show(float(values.min()), unit)} to {show(float(values.max()), unit)}"
