"""Spike-timing-dependent plasticity of triplets of spikes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..model import ParameterError, param, word
from ..trains import RATE
from ..units import ms, s
from .timing import WEIGHT, SpikeTiming
from .traces import BOUNDS, share


@dataclass(frozen=True, repr=False)
class TripletSTDP(SpikeTiming):
    r"""Triplet rule: a postsynaptic spike strengthens a synapse the more, the more of its own kind
    came shortly before.

    With the fast and slow traces :math:`r_1, r_2` of arrivals (:math:`\tau_+, \tau_x`) and
    :math:`o_1, o_2` of postsynaptic spikes (:math:`\tau_-, \tau_y`), of strictly earlier spikes
    all, the weight as a fraction of the largest changes by

    .. math::

        u \leftarrow u + r_1 \left(A_2^+ + A_3^+ o_2\right) \text{ at a postsynaptic spike} \tag{1}
        u \leftarrow u - o_1 \left(A_2^- + A_3^- r_2\right) \text{ at a presynaptic spike} \tag{2}

    times what the ``bounds`` leave of it. Independent Poisson trains of rates
    :math:`r_\mathrm{pre}` and :math:`r_\mathrm{post}` change it at the mean rate

    .. math::

        \dot u = r_\mathrm{pre} r_\mathrm{post} \left(A_2^+ \tau_+
            + A_3^+ \tau_+ \tau_y\, r_\mathrm{post}
        - A_2^- \tau_- - A_3^- \tau_- \tau_x\, r_\mathrm{pre}\right) \tag{3}

    as the BCM rule does, with depression below and potentiation above the postsynaptic rate

    .. math::

        r_\theta = \frac{A_2^- \tau_- + A_3^- \tau_- \tau_x\, r_\mathrm{pre} - A_2^+ \tau_+}{A_3^+
            \tau_+ \tau_y} \tag{4}

    The default is the minimal set, all-to-all, fitted to visual cortex; :meth:`full` is the full
    one. In the source amplitudes are shares of the weight before, here of the largest. Source:
    J.-P. Pfister and W. Gerstner, J. Neuroscience 26:9673 (2006),
    doi:10.1523/JNEUROSCI.1425-06.2006, table 3. Used in chapter 3.
    """

    A2_plus: float = param(0.0, "", "potentiation by a pair", 0.0, 10.0, (0.0, 0.02))
    A3_plus: float = param(
        6.5e-3,
        "",
        "potentiation by a triplet: postsynaptic, presynaptic, postsynaptic spike",
        0.0,
        10.0,
        (0.0, 0.02),
    )
    A2_minus: float = param(7.1e-3, "", "depression by a pair", 0.0, 10.0, (0.0, 0.02))
    A3_minus: float = param(
        0.0,
        "",
        "depression by a triplet: presynaptic, postsynaptic, presynaptic spike",
        0.0,
        10.0,
        (0.0, 0.02),
    )
    tau_plus: float = param(
        16.8 * ms,
        "ms",
        "time constant of the fast trace of presynaptic spikes",
        0.1 * ms,
        10 * s,
        (5 * ms, 50 * ms),
    )
    tau_x: float = param(
        101 * ms,
        "ms",
        "time constant of the slow trace of presynaptic spikes",
        0.1 * ms,
        10 * s,
        (20 * ms, 1000 * ms),
    )
    tau_minus: float = param(
        33.7 * ms,
        "ms",
        "time constant of the fast trace of postsynaptic spikes",
        0.1 * ms,
        10 * s,
        (5 * ms, 50 * ms),
    )
    tau_y: float = param(
        114 * ms,
        "ms",
        "time constant of the slow trace of postsynaptic spikes",
        0.1 * ms,
        10 * s,
        (20 * ms, 200 * ms),
    )
    bounds: str = word("hard", "what holds a weight between 0 and 1", tuple(BOUNDS))

    @staticmethod
    def potentiation(second, A2_plus, A3_plus):
        return A2_plus + A3_plus * second  # (1)

    @staticmethod
    def depression(second, A2_minus, A3_minus):
        return A2_minus + A3_minus * second  # (2)

    @classmethod
    def full(cls, bounds: str = "hard") -> TripletSTDP:
        """Return the rule with the full set for visual cortex, all four amplitudes above 0."""
        return cls(5e-10, 6.2e-3, 7e-3, 2.3e-4, 16.8 * ms, 101 * ms, 33.7 * ms, 125 * ms, bounds)

    @property
    def taus(self) -> tuple[float, float, float, float]:
        """Time constants of the traces, s."""
        return self.tau_plus, self.tau_x, self.tau_minus, self.tau_y

    def window(self, dt: Any) -> Any:
        """Return the change by one pair of spikes far from all others, ``dt`` = t_post − t_pre
        apart, in s (number or array).
        """
        lag = self._lags(dt, "window's dt", scalar=np.ndim(dt) == 0)
        up, down = (
            np.exp(-np.maximum(lag, 0.0) / self.tau_plus),
            np.exp(np.minimum(lag, 0.0) / self.tau_minus),
        )
        change = np.where(lag > 0, self.A2_plus * up, np.where(lag < 0, -self.A2_minus * down, 0.0))
        return float(change) if change.ndim == 0 else change

    def drift(self, r_pre: Any, r_post: Any, w: Any = None) -> Any:
        """Return the mean change of the weight per s under Poisson trains of ``r_pre`` and
        ``r_post`` Hz: equation (3).

        Rates are numbers or arrays. ``w`` is the weight, for bounds that depend on it: without it
        they are refused.
        """
        x, y = self._rates(r_pre, r_post)
        if w is None and self.bounds != "hard":
            raise ParameterError(
                f"With bounds={self.bounds!r} the drift depends on the weight; give "
                f"TripletSTDP.drift one, as in w=0.5."
            )
        u = 0.0 if w is None else WEIGHT.number(w, "TripletSTDP.drift's w")
        up, down = share(u, *BOUNDS[self.bounds].above), share(u, *BOUNDS[self.bounds].below)
        P = self.A2_plus * self.tau_plus + self.A3_plus * self.tau_plus * self.tau_y * y
        D = self.A2_minus * self.tau_minus + self.A3_minus * self.tau_minus * self.tau_x * x
        change = x * y * (P * up - D * down)  # (3)
        return float(change) if change.ndim == 0 else change

    def threshold(self, r_pre: Any = None) -> float:
        """Return the postsynaptic rate in Hz at which the drift changes its sign: equation (4).

        It depends on ``r_pre`` (Hz) only through A3_minus. Raises :class:`ParameterError` without
        it where it is needed, and where there is no such rate.
        """
        if r_pre is None and self.A3_minus:
            raise ParameterError(
                "TripletSTDP.A3_minus is above 0, so the threshold depends on the "
                "presynaptic rate; give r_pre in Hz."
            )
        x = RATE.number(0.0 if r_pre is None else r_pre, "TripletSTDP.threshold's r_pre")
        slope = self.A3_plus * self.tau_plus * self.tau_y
        rest = (
            self.A2_minus * self.tau_minus
            + self.A3_minus * self.tau_minus * self.tau_x * x
            - self.A2_plus * self.tau_plus
        )
        if not slope or rest <= 0:
            raise ParameterError(
                "With these amplitudes the drift has one sign at all postsynaptic "
                "rates, and there is no threshold."
            )
        return rest / slope  # (4)
