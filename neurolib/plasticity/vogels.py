"""Inhibitory plasticity that brings the postsynaptic neuron to a target rate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..model import param
from ..units import Hz, ms, s
from . import traces
from .timing import SpikeTiming
from .traces import Kernel


@dataclass(frozen=True, repr=False)
class Vogels(SpikeTiming):
    r"""Vogels' rule for inhibitory synapses: near coincidence strengthens, an arrival alone
    weakens, and the target's rate comes to r₀.

    With the traces :math:`r_1` of arrivals and :math:`o_1` of postsynaptic spikes, both of the time
    constant τ, the weight as a fraction of the largest changes between 0 and 1 by

    .. math::

        u \leftarrow u + \eta\, r_1 \text{ at a postsynaptic spike} \tag{1}
        u \leftarrow u + \eta\, (o_1 - \alpha) \text{ at an arrival} \tag{2}
        \alpha = 2 r_0 \tau \tag{3}

    A pair of spikes, whatever its order, therefore adds :math:`\eta\, e^{-|\Delta t|/\tau}`, and
    each arrival takes :math:`\eta \alpha`. Independent Poisson trains change the weight at the mean
    rate

    .. math::

        \dot u = 2 \eta \tau\, r_\mathrm{pre} \left(r_\mathrm{post} - r_0\right) \tag{4}

    Where the target fires above :math:`r_0`, inhibition grows, and below it shrinks:
    :math:`r_\mathrm{post} = r_0` is the fixed point, and stable, as long as no weight is at a
    bound. Inhibition that follows the rate of its target makes spikes correlate; then the fixed
    point is where the mean of (1) and (2) vanishes, near :math:`r_0`.

    Weights of inhibition are negative: give the projection a ``w_max`` below 0, as in
    ``w_max=-2*mV``, or conductances with a reversal potential below the threshold. A network
    refuses other synapses, because all their weights would run to the bound. Source: T. P. Vogels,
    H. Sprekeler, F. Zenke, C. Clopath and W. Gerstner, Science 334:1569 (2011),
    doi:10.1126/science.1211095. The learning rate is a teaching choice.
    """

    eta: float = param(
        0.005, "", "learning rate: what a pair of coincident spikes adds", 0.0, 1.0, (0.001, 0.02)
    )
    tau: float = param(
        20 * ms, "ms", "time constant of both traces", 0.1 * ms, 10 * s, (5 * ms, 50 * ms)
    )
    r_0: float = param(
        5 * Hz, "Hz", "target rate of the postsynaptic neuron", 0.0, 1000 * Hz, (1 * Hz, 20 * Hz)
    )

    raised: ClassVar[Kernel] = staticmethod(traces.raised_within)
    lowered: ClassVar[Kernel] = staticmethod(traces.lowered_within)
    signed: ClassVar[bool] = True
    inhibitory: ClassVar[bool] = True

    @staticmethod
    def potentiation(second, eta):
        return eta  # (1)

    @staticmethod
    def depression(second, eta):
        return -eta  # (2)

    @property
    def alpha(self) -> float:
        """The constant α, from which an arrival weakens: equation (3)."""
        return 2 * self.r_0 * self.tau  # (3)

    @property
    def constants(self) -> tuple[float, float]:
        """What an arrival lowers a weight by, whatever its target does."""
        return 0.0, self.eta * self.alpha

    @property
    def taus(self) -> tuple[float, float, float, float]:
        """Time constants of the traces, s: one on each side, and the same."""
        return self.tau, math.inf, self.tau, math.inf

    def window(self, dt: Any) -> Any:
        """Return what a pair of spikes ``dt`` = t_post − t_pre apart adds, in s (number or array),
        without the ηα of its arrival.
        """
        lag = self._lags(dt, "window's dt", scalar=np.ndim(dt) == 0)
        change = np.where(lag == 0, 0.0, self.eta * np.exp(-np.abs(lag) / self.tau))
        return float(change) if change.ndim == 0 else change

    def drift(self, r_pre: Any, r_post: Any) -> Any:
        """Return the mean change of the weight under two Poisson trains: equation (4).

        Parameters
        ----------
        r_pre : float or array
            Rate of arrivals, Hz.
        r_post : float or array
            Rate of the postsynaptic spikes, Hz.

        Returns
        -------
        float or array
            Change as a fraction of the largest weight, per s.

        Raises
        ------
        ParameterError
            For rates out of range.
        """
        pre, post = self._rates(r_pre, r_post)
        change = 2 * self.eta * self.tau * pre * (post - self.r_0)  # (4)
        return float(change) if change.ndim == 0 else change

    def fixed_point(self) -> float:
        """Return the postsynaptic rate in Hz at which (4) vanishes, whatever the presynaptic rate:
        the target r₀.
        """
        return self.r_0
