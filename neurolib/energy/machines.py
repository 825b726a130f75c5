"""Two machines on paper: one that a clock drives, one that events drive. Their numbers are the
course's teaching set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..model import EDGE, Model, ParameterError, Quantity, param
from ..units import GHz, Hz, MHz, V, W, mW, nF, nJ, pF, pJ, show, uW
from .prices import Price, PriceList

CHOICE = "Teaching choice of this course."
RATE = Quantity("Hz", "mean rate of a neuron", 0.0, 1e6 * Hz, (0.1 * Hz, 100 * Hz))
OPERATIONS = Quantity("MHz", "operations in a second", 0.0, 1e18)
NUMBER = Quantity("", "a number of neurons or synapses", 0.0, 1e15, (1.0, 1e4))
POWER = Quantity("mW", "power", 0.0, 1e6 * W, (0.01 * mW, 100 * mW))


@dataclass(frozen=True, repr=False)
class ClockedMachine(Model):
    r"""A machine that a clock drives: wires that are charged and discharged in every cycle, a leak,
    and its operations.

    Charging a capacitance from a supply and discharging it again takes :math:`CV^2`, half of it on
    either edge. A clock tree with the share :math:`\alpha` of its cycles let through, and the
    machine with a operations a second:

    .. math::

        P_{\mathrm{tree}} = \alpha\, C V^2 f \tag{1}
        P = P_{\mathrm{tree}} + P_{\mathrm{leak}} + a\, E_{\mathrm{op}} \tag{2}
        \alpha = \frac{P - P_{\mathrm{leak}} - a\, E_{\mathrm{op}}}{C V^2 f} \tag{3}

    A dense machine works on every synapse at every tick of its network; one that skips works on
    those where a spike arrives. The numbers are a teaching choice. Used in chapter 1.
    """

    C: float = param(
        100 * pF, "pF", "capacitance of the clock tree", 0.001 * pF, 1000 * nF, (10 * pF, 500 * pF)
    )
    V: float = param(1.0 * V, "V", "supply voltage", 0.01 * V, 20 * V, (0.5 * V, 1.2 * V))
    f: float = param(200 * MHz, "MHz", "clock frequency", 1 * Hz, 100 * GHz, (10 * MHz, 1 * GHz))
    alpha: float = param(
        1.0, "", "fraction of cycles in which the clock tree is driven", 0.0, 1.0, (0.001, 1.0)
    )
    P_leak: float = param(30 * uW, "uW", "leakage power", 0.0, 1000 * W, (0 * uW, 200 * uW))
    E_op: float = param(
        5.23 * pJ, "pJ", "energy per synaptic operation", 0.0, 1000 * nJ, (0.1 * pJ, 50 * pJ)
    )

    @staticmethod
    def tree_power(C: Any, V: Any, f: Any, alpha: Any) -> Any:
        """Return the power of the clock tree in W."""
        return alpha * C * V**2 * f  # (1)

    @staticmethod
    def mean_power(a: Any, P_tree: Any, P_leak: Any, E_op: Any) -> Any:
        """Return the power in W at ``a`` operations a second."""
        return P_tree + P_leak + a * E_op  # (2)

    @property
    def tree(self) -> float:
        """Power of the clock tree alone, W."""
        return float(self.tree_power(self.C, self.V, self.f, self.alpha))

    def power(self, operations: ArrayLike) -> Any:
        """Return the power in W at ``operations`` a second (number or array)."""
        a = OPERATIONS.array(operations, "ClockedMachine.power's operations")
        return self.mean_power(a, self.tree, self.P_leak, self.E_op)[()]

    def gating(self, power: float, operations: float = 0.0) -> float:
        """Return the share of cycles at which this machine takes ``power`` in W, or refuse where no
        share from 0 to 1 does.
        """
        P = POWER.number(power, "gating's power")
        a = OPERATIONS.number(operations, "gating's operations")
        tree = self.tree_power(self.C, self.V, self.f, 1.0)
        alpha = (P - self.P_leak - a * self.E_op) / tree  # (3)
        slack = EDGE * max(1.0, P / tree)
        if not -slack <= alpha <= 1 + slack:
            rest = self.P_leak + a * self.E_op
            raise ParameterError(
                f"gating's power is {show(P, 'W')}; leak and operations take "
                f"{show(rest, 'W')} and the whole tree "
                f"{show(rest + self.tree_power(self.C, self.V, self.f, 1.0), 'W')} with "
                f"them. Type a power between the two."
            )
        return float(np.clip(alpha, 0.0, 1.0))

    def prices(self) -> PriceList:
        """Return this machine as a price list; a synaptic event is a synapse worked on, its
        neuron's state included.
        """
        inside = ("neuron update", "threshold check", "word read", "word written")
        return PriceList(
            "a clocked machine (teaching set)",
            (
                _choice(
                    "clock tree",
                    self.tree,
                    "The wires of the clock, driven the whole time.",
                    "W",
                    ("clock tick",),
                ),
                _choice("leak", self.P_leak, "Power of the whole machine when nothing moves.", "W"),
                _choice(
                    "synaptic event",
                    self.E_op,
                    "One synapse worked on: weight read, multiplied, added.",
                    "J",
                    inside,
                ),
            ),
            note="A dense machine works on every synapse at each tick: count them all, not "
            "only those where a spike arrives.",
            without=("spike", "hop"),
        )


@dataclass(frozen=True, repr=False)
class EventMachine(Model):
    r"""A machine that events drive: a spike is made, passes some routers, and arrives at its
    synapses; a leak runs all the time.

    With h hops per spike and K synapses per neuron, N neurons at mean rate r take

    .. math::

        E_{\mathrm{event}} = E_{\mathrm{spike}} + h\, E_{\mathrm{hop}} + K E_{\mathrm{syn}} \tag{1}
        P = N r\, E_{\mathrm{event}} + P_{\mathrm{leak}} \tag{2}

    which is affine in activity, not proportional to it. The numbers are a teaching choice. Used in
    chapter 1.
    """

    E_spike: float = param(50 * pJ, "pJ", "energy per spike", 0.0, 1000 * nJ, (1 * pJ, 500 * pJ))
    h: float = param(5.0, "", "hops per spike", 0.0, 1e6, (0.0, 20.0))
    E_hop: float = param(10 * pJ, "pJ", "energy per hop", 0.0, 1000 * nJ, (1 * pJ, 50 * pJ))
    E_syn: float = param(
        10 * pJ, "pJ", "energy per synaptic event", 0.0, 1000 * nJ, (0.1 * pJ, 50 * pJ)
    )
    P_leak: float = param(30 * uW, "uW", "leakage power", 0.0, 1000 * W, (0 * uW, 200 * uW))

    @staticmethod
    def event_energy(K: Any, E_spike: Any, h: Any, E_hop: Any, E_syn: Any) -> Any:
        """Return the energy of one spike with all that it causes, J."""
        return E_spike + h * E_hop + K * E_syn  # (1)

    @staticmethod
    def mean_power(N: Any, r: Any, E_event: Any, P_leak: Any) -> Any:
        """Return the power in W of ``N`` neurons at the mean rate ``r`` in Hz."""
        return N * r * E_event + P_leak  # (2)

    def event(self, fanout: ArrayLike) -> Any:
        """Return the energy in J of one spike that arrives at ``fanout`` synapses (number or
        array).
        """
        K = NUMBER.array(fanout, "EventMachine.event's fanout")
        return self.event_energy(K, *self.values(self.event_energy, "K"))[()]

    def power(self, neurons: float, rate: ArrayLike, fanout: float) -> Any:
        """Return the power in W of ``neurons`` that fire at a mean ``rate`` in Hz (number or
        array), ``fanout`` synapses each.
        """
        N = NUMBER.number(neurons, "EventMachine.power's neurons")
        r = RATE.array(rate, "EventMachine.power's rate")
        return self.mean_power(N, r, np.asarray(self.event(fanout)), self.P_leak)[()]

    def prices(self) -> PriceList:
        """Return this machine as a price list; hops are counted apart, as with
        ``ledger.routed(5)``.
        """
        inside = ("neuron update", "threshold check", "word read", "word written")
        return PriceList(
            "an event-driven machine (teaching set)",
            (
                _choice("spike", self.E_spike, "One neuron fires and its address is sent.", "J"),
                _choice("hop", self.E_hop, "One spike passes one router.", "J"),
                _choice(
                    "synaptic event",
                    self.E_syn,
                    "One spike arrives at one synapse and changes its neuron.",
                    "J",
                    inside,
                ),
                _choice("leak", self.P_leak, "Power of the whole machine when nothing moves.", "W"),
            ),
            note="These prices are chosen for teaching; no chip has exactly these prices.",
            without=("clock tree", "clock tick"),
        )


def _choice(
    component: str, value: float, definition: str, unit: str, includes: tuple[str, ...] = ()
) -> Price:
    return Price(
        component, value, definition, CHOICE, "assumed", "none", unit=unit, includes=includes
    )
