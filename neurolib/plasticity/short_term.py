"""Short-term plasticity: what a terminal has left to release, and which share of it a spike
releases.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..model import ParameterError, Quantity, param
from ..trains import RATE
from ..units import ms, s
from .learner import Activity, Learner, LearningRule, Operations, SynapseRows, WeightLearner
from .timing import sorted_train

ANY_WEIGHT = Quantity("", "weight", -1e6, 1e6)


class TerminalLearner(WeightLearner):
    """Terminals with short-term plasticity: resource ``x`` and utilisation ``use`` of each sender
    after its last spike.

    All synapses of a sender share a terminal, which is brought up to date when a spike of the
    sender arrives. Weights stay; what is delivered is each weight times the share that is released.
    """

    weights_change: ClassVar[bool] = False
    keeps: ClassVar[str] = "terminal"

    def __init__(self, rule: TsodyksMarkram, synapses: SynapseRows) -> None:
        super().__init__(rule, synapses)
        self.x = np.ones(synapses.pres)
        self.use = np.zeros(synapses.pres)
        self.visit = np.full(synapses.pres, -math.inf)

    def arrive(self, t: float, sender: int) -> np.ndarray:
        """Let a spike arrive at all synapses of a sender; return the weights that it delivers."""
        rule, synapses = self.rule, self.synapses
        passed = (t - self.visit[sender]) * synapses.unit
        use = rule.raised_use(self.use[sender], passed, rule.U, rule.tau_facil)
        x = rule.recovered(self.x[sender], passed, rule.tau_rec)
        self.use[sender], self.x[sender], self.visit[sender] = use, rule.left(x, use), t
        return np.asarray(self.u[synapses.row(sender)] * (use * x * synapses.largest))

    @classmethod
    def recordable(cls, rule: Any) -> tuple[str, ...]:
        """Return the utilisation and the resource."""
        return "u", "x"

    def value(self, name: str, t: float) -> float:
        """Return the utilisation or the resource of the terminal of the first synapse."""
        passed = (t - self.visit[0]) * self.synapses.unit
        if name == "x":
            return float(self.rule.recovered(self.x[0], passed, self.rule.tau_rec))
        return float(self.use[0] * np.exp(-passed / self.rule.tau_facil))

    @classmethod
    def count(cls, rule: Any, activity: Activity) -> Operations:
        """Return what learning added: a spike updates the terminal of its sender, which reads and
        writes its two variables.
        """
        return Operations(activity.fetched, 2 * activity.fetched, 2 * activity.fetched)


@dataclass(frozen=True, repr=False)
class TsodyksMarkram(LearningRule):
    r"""Short-term plasticity of Tsodyks and Markram: spikes use up a resource, which recovers, and
    raise the share that the next one uses.

    A terminal has the resource x, at most 1, and the utilisation u. Each spike that arrives first
    raises u, then delivers the share u x of the weight, and leaves the rest:

    .. math::

        u \leftarrow u + U (1 - u) \tag{1}
        w_{\mathrm{delivered}} = w\, u\, x \tag{2}
        x \leftarrow x\, (1 - u) \tag{3}

    Between spikes the resource recovers, and the utilisation returns to 0:

    .. math::

        \tau_\mathrm{rec}\, \dot x = 1 - x, \qquad \tau_\mathrm{facil}\, \dot u = -u \tag{4}

    With a short :math:`\tau_\mathrm{facil}` the synapse depresses: each spike uses the share U.
    With a small U and a long one it first facilitates. Under a regular train of rate r, a spike
    comes to find

    .. math::

        u^* = \frac{U}{1 - (1 - U)\, e^{-1/(r \tau_\mathrm{facil})}},
        \quad x^* = \frac{1 - e^{-1/(r \tau_\mathrm{rec})}}
            {1 - (1 - u^*)\, e^{-1/(r \tau_\mathrm{rec})}} \tag{5}

    and where it depresses, all that it delivers in a second, :math:`r u^* x^*`, comes to
    :math:`1/\tau_\mathrm{rec}` at high rates, whatever the rate.

    In other texts the utilisation returns to U rather than to 0: that of G. Mongillo et al.,
    Science 319:1543 (2008), doi:10.1126/science.1150769, is U + (1 - U) u between two spikes.

    Weights themselves do not learn, and may be negative; all synapses of a sender in one projection
    have one terminal. What the source calls the inactive resource, which lasts some ms, recovers
    here with the rest. Source: M. Tsodyks, K. Pawelzik and H. Markram, Neural Computation 10:821
    (1998), doi:10.1162/089976698300017502; for :meth:`depressing` also M. V. Tsodyks and H.
    Markram, PNAS 94:719 (1997), doi:10.1073/pnas.94.2.719.
    """

    U: float = param(
        0.5, "", "utilisation of the resource by the first spike", 1e-6, 1.0, (0.01, 0.9)
    )
    tau_rec: float = param(
        800 * ms,
        "ms",
        "time constant with which the resource recovers",
        0.1 * ms,
        100 * s,
        (20 * ms, 2000 * ms),
    )
    tau_facil: float = param(
        0.1 * ms,
        "ms",
        "time constant with which the utilisation decays",
        0.001 * ms,
        100 * s,
        (1 * ms, 2000 * ms),
    )

    learner: ClassVar[type[Learner]] = TerminalLearner

    @staticmethod
    def raised_use(u, passed, U, tau_facil):
        u = u * np.exp(-passed / tau_facil)  # (4)
        return u + U * (1.0 - u)  # (1)

    @staticmethod
    def recovered(x, passed, tau_rec):
        return 1.0 - (1.0 - x) * np.exp(-passed / tau_rec)  # (4)

    @staticmethod
    def left(x, u):
        return x * (1.0 - u)  # (3)

    @classmethod
    def depressing(cls) -> TsodyksMarkram:
        """Return a depressing synapse between pyramidal cells: figure 1A of the source, U = 0.67,
        τ_rec = 800 ms.
        """
        return cls(0.67, 800 * ms)

    @classmethod
    def facilitating(cls) -> TsodyksMarkram:
        """Return a facilitating one, onto an interneuron: figure 1B of the source, U = 0.03, τ_rec
        = 130 ms, τ_facil = 530 ms.
        """
        return cls(0.03, 130 * ms, 530 * ms)

    @property
    def taus(self) -> tuple[float, float, float, float]:
        """Time constants of the two variables of a terminal, s, as other rules have them of four
        traces.
        """
        return self.tau_rec, self.tau_facil, math.inf, math.inf

    def steady(self, rate: Any) -> tuple[Any, Any]:
        """Return u and x which a spike of a regular train finds in the end, u after it was raised:
        (5). ``rate`` in Hz, number or array.

        Raises :class:`ParameterError` for rates that are not above 0.
        """
        r = RATE.array(rate, "TsodyksMarkram.steady's rate")
        if not (r > 0).all():
            raise ParameterError(
                "TsodyksMarkram.steady's rate is 0 Hz; expected rates above 0: without "
                "spikes nothing is delivered."
            )
        u = self.U / (1 - (1 - self.U) * np.exp(-1 / (r * self.tau_facil)))  # (5)
        remaining = np.exp(-1 / (r * self.tau_rec))
        x = (1 - remaining) / (1 - (1 - u) * remaining)  # (5)
        return (float(u), float(x)) if r.ndim == 0 else (u, x)

    def efficacy(self, rate: Any) -> Any:
        """Return the share of the weight that a spike of a long regular train delivers.

        Parameters
        ----------
        rate : float or array
            Rate of the train, Hz.

        Returns
        -------
        float or array of the shape of rate
            The share u x of equation (2), with u and x of equation (5).

        Raises
        ------
        ParameterError
            For rates that are not above 0.
        """
        u, x = self.steady(rate)
        return u * x  # (2)

    def delivered(self, pre_times: Any, post_times: Any = (), w: Any = 1.0) -> np.ndarray:
        """Return the weight that each arrival delivers, in the order of their times.

        Parameters
        ----------
        pre_times : array of shape (arrivals,)
            Arrivals at the synapse, s, in any order.
        post_times : array of shape (spikes,), default ()
            Postsynaptic spikes, s; they change nothing.
        w : float, default 1.0
            Weight, in a unit of its own.

        Returns
        -------
        array of shape (arrivals,)
            Delivered weights, in the unit of ``w``.

        Raises
        ------
        ParameterError
            For times and weights out of range.
        """
        name = "TsodyksMarkram.delivered's"
        times, w = sorted_train(pre_times, f"{name} pre_times"), ANY_WEIGHT.number(w, f"{name} w")
        sorted_train(post_times, f"{name} post_times")  # unused, but refused as any rule refuses it
        u, x, last, found = 0.0, 1.0, -np.inf, []
        for t in times.tolist():
            u, x = (
                self.raised_use(u, t - last, self.U, self.tau_facil),
                self.recovered(x, t - last, self.tau_rec),
            )
            found.append(u * x)
            x, last = self.left(x, u), t
        return w * np.array(found)
