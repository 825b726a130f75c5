"""Plasticity at postsynaptic spikes alone: an input that was active more than a target is
strengthened, any other one weakened.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..model import param
from ..units import ms, s
from . import traces
from .timing import WEIGHT, SpikeTiming
from .traces import Bounds, Kernel


@dataclass(frozen=True, repr=False)
class TargetTrace(SpikeTiming):
    r"""Diehl's and Cook's rule: at a postsynaptic spike, a synapse grows by how far its presynaptic
    trace is above a target.

    With the trace :math:`r_1` of arrivals, the weight as a fraction of the largest changes at a
    postsynaptic spike alone, by

    .. math::

        u \leftarrow u + \eta\, (r_1 - x_\mathrm{tar})\, (1 - u)^\mu \tag{1}

    and stays at 0 or above. Inputs that are silent when the neuron fires lose
    :math:`\eta x_\mathrm{tar}` each time, so that a neuron forgets what it does not respond to.
    Independent Poisson trains change the weight at the mean rate

    .. math::

        \dot u = \eta\, r_\mathrm{post} \left(r_\mathrm{pre} \tau - x_\mathrm{tar}\right) (1
            - u)^\mu \tag{2}

    which changes its sign at the presynaptic rate

    .. math::

        r_\theta = x_\mathrm{tar} / \tau \tag{3}

    and vanishes at no weight between the bounds: averages over many inputs are what makes weights
    graded. Source: P. U. Diehl and M. Cook, Frontiers in Computational Neuroscience 9:99 (2015),
    doi:10.3389/fncom.2015.00099, where it is the rule with a power-law dependence on the weight;
    the defaults of τ, the target and μ are those of the programs that came with it, the learning
    rate is a teaching choice.
    """

    eta: float = param(0.01, "", "learning rate", 0.0, 1.0, (0.001, 0.1))
    x_tar: float = param(
        0.4, "", "target of the presynaptic trace at a postsynaptic spike", 0.0, 100.0, (0.0, 1.0)
    )
    mu: float = param(
        0.2, "", "how the change shrinks towards the largest weight", 0.0, 10.0, (0.0, 2.0)
    )
    tau: float = param(
        20 * ms,
        "ms",
        "time constant of the presynaptic trace",
        0.1 * ms,
        10 * s,
        (5 * ms, 100 * ms),
    )

    lowered: ClassVar[Kernel] = staticmethod(traces.lowered_within)
    signed: ClassVar[bool] = True

    @staticmethod
    def potentiation(second, eta):
        return eta  # (1)

    @staticmethod
    def depression(second, eta):
        return 0.0 * eta

    @staticmethod
    def raised(u, amount, c, k, top):
        return np.maximum(
            np.minimum(u + amount * c * np.maximum(1.0 - u, 0.0) ** k, top), 1.0 - top
        )

    @property
    def constants(self) -> tuple[float, float]:
        """What a postsynaptic spike takes from every weight, whatever its trace."""
        return -self.eta * self.x_tar, 0.0

    @property
    def shares(self) -> Bounds:
        """The numbers of the share (1 − u)^μ."""
        return Bounds((1.0, self.mu), (1.0, 0.0))

    @property
    def bounds(self) -> str:  # type: ignore[override]
        """What holds a weight, in words."""
        return "soft above" if self.mu else "hard"

    @property
    def taus(self) -> tuple[float, float, float, float]:
        """Time constants of the traces, s: one, of arrivals."""
        return self.tau, math.inf, math.inf, math.inf

    def drift(self, r_pre: Any, r_post: Any, w: Any = 0.0) -> Any:
        """Return the mean change of the weight ``w`` per s under Poisson trains of ``r_pre`` and
        ``r_post`` Hz: equation (2).
        """
        pre, post = self._rates(r_pre, r_post)
        left = 1 - WEIGHT.number(w, "TargetTrace.drift's w")
        change = self.eta * post * (pre * self.tau - self.x_tar) * left**self.mu  # (2)
        return float(change) if change.ndim == 0 else change

    def threshold(self) -> float:
        """Return the presynaptic rate in Hz above which weights grow: equation (3)."""
        return self.x_tar / self.tau  # (3)
