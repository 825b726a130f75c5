"""Synapses that learn, as an engine sees them: the protocol of a learner, and the learner of
traces.

An engine gives a learner its synapses (:class:`SynapseRows`) and the spikes at both ends; the
learner returns the weights that each spike delivers.

A rule is a frozen description. What its synapses keep as time goes on (weights, traces, whatever
else a rule needs) is held by a **learner**, which an engine makes of the rule for each projection
that learns. The class of the learner stands in the class of the rule, as ``learner``. An engine
calls a learner in the order of time: at one time first :meth:`Learner.arrive` for each arrival,
then :meth:`Learner.fire` for each postsynaptic spike. It may call ``fire`` later than at the time
of the spike, but before it asks for anything that depends on it.

State has one owner. Whatever a learner keeps in its attributes, beside the rule and the description
of its synapses, is its state: a session stores and restores it without knowing what it is.

**Definition** (:class:`TraceLearner`). At one time arrivals go first and deliver the weights that
they find; then the synapses see the postsynaptic spikes; and the traces take up both only when time
goes on, so that all that is read is strictly earlier. See :mod:`~neurolib.plasticity.timing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, Protocol, runtime_checkable

import numpy as np

from ..model import Model
from .traces import PAIRINGS, after_spike, base_after_reading


@dataclass(frozen=True, eq=False)
class SynapseRows:
    """The synapses of a projection, one row a sender: that of sender i is ``rows[i]:rows[i + 1]``.
    A member whose synapses have several delays counts as one sender for each delay, because its
    spikes arrive at different times.

    Each synapse reaches one of ``posts`` targets and begins with its weight in V, A or S; the
    ``largest`` weight is the 1 of fractions. Times that a learner sees are in units of ``unit``
    seconds.
    """

    rows: np.ndarray
    targets: np.ndarray
    weights: np.ndarray
    largest: float
    posts: int
    unit: float

    @property
    def pres(self) -> int:
        """The number of senders."""
        return len(self.rows) - 1

    def row(self, sender: int) -> slice:
        """Return where the synapses of a sender are."""
        return slice(self.rows[sender], self.rows[sender + 1])

    @cached_property
    def senders(self) -> np.ndarray:
        """The sender of each synapse."""
        return np.repeat(np.arange(self.pres), np.diff(self.rows))

    @cached_property
    def onto(self) -> list[np.ndarray]:
        """The synapses onto each target."""
        sizes = np.bincount(self.targets, minlength=self.posts)
        return np.split(np.argsort(self.targets, kind="stable"), np.cumsum(sizes)[:-1])


class Activity(NamedTuple):
    """What happened at the synapses of a projection in a run.

    ``fetched`` rows were read, one for each spike that arrived; they hold ``arrivals`` at synapses.
    ``fired`` are the spikes of targets that have synapses, which together ``seen`` synapses saw.
    """

    fetched: int
    arrivals: int
    fired: int
    seen: int


class Operations(NamedTuple):
    """What learning added to the operations of a run: updates, and words of memory read and
    written.
    """

    updates: int
    read: int
    written: int


class Learner(Protocol):
    """The synapses of a projection that learn: all that an engine asks of them.

    ``weights_change`` says whether spikes change the weights. ``keeps`` names what there is beside
    weights and traces, for sentences; it is empty where there is nothing.
    """

    weights_change: ClassVar[bool]
    keeps: ClassVar[str]

    def __init__(self, rule: Any, synapses: SynapseRows) -> None: ...

    def arrive(self, t: float, sender: int) -> np.ndarray:
        """Let a spike arrive at all synapses of a sender; return the weights that it delivers."""

    def fire(self, t: float, target: int) -> None:
        """Let a target spike, which all its synapses see."""

    def weights(self, t: float) -> np.ndarray:
        """Return the weight of each synapse at the time ``t``, in its unit; what follows is as if
        unasked.
        """

    def teach(self, t: float, fractions: np.ndarray) -> None:
        """Let the synapses go on from these fractions of the largest weight at the time ``t``."""

    def state(self) -> dict[str, Any]:
        """Return all that time changes; the caller copies it."""

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to what :meth:`state` returned."""

    @classmethod
    def count(cls, rule: Any, activity: Activity) -> Operations:
        """Return what learning by ``rule`` added to the operations of a run."""


ASKED = tuple(
    name for name in {**Learner.__annotations__, **vars(Learner)} if not name.startswith("_")
)


@runtime_checkable
class Reinforced(Protocol):
    """A learner with a third factor, which a session may change."""

    def reinforce(self, t: float, reward: float) -> None:
        """Let the third factor be ``reward`` from the time ``t`` on."""


@runtime_checkable
class Watching(Protocol):
    """A learner that reads the voltages of its targets, for which it needs the ticks of Clocked."""

    def watch(self, t: float, V: np.ndarray) -> None:
        """See the voltage of each target (V) at the end of the tick ``t``, before the threshold is
        tested.
        """


class LearningRule(Model):
    """A rule by which the synapses of a network learn, and the class of what they keep: its
    ``learner``.

    ``inhibitory`` says that it is for synapses that inhibit; a network refuses it on others.
    """

    learner: ClassVar[type[Learner]]
    inhibitory: ClassVar[bool] = False


class WeightLearner:
    """The base of learners: weights as fractions ``u`` of the largest, which nothing changes yet.

    All attributes but ``rule`` and ``synapses`` are state. A subclass that holds arrays of which
    another object has views overrides :meth:`restore`, to write into them.
    """

    weights_change: ClassVar[bool] = True
    keeps: ClassVar[str] = ""

    def __init__(self, rule: Any, synapses: SynapseRows) -> None:
        self.rule = rule
        self.synapses = synapses
        self.u = synapses.weights / synapses.largest

    def arrive(self, t: float, sender: int) -> np.ndarray:
        """Let a spike arrive at all synapses of a sender; return the weights that it delivers."""
        delivered: np.ndarray = self.u[self.synapses.row(sender)] * self.synapses.largest
        return delivered

    def fire(self, t: float, target: int) -> None:
        """Let a target spike, which changes nothing."""

    def weights(self, t: float) -> np.ndarray:
        """Return the weight of each synapse in its unit."""
        weights: np.ndarray = self.u * self.synapses.largest
        return weights

    def teach(self, t: float, fractions: np.ndarray) -> None:
        """Let the synapses go on from these fractions of the largest weight."""
        self.u[:] = fractions

    def state(self) -> dict[str, Any]:
        """Return all that time changes; the caller copies it."""
        return {
            name: value for name, value in vars(self).items() if name not in ("rule", "synapses")
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to what :meth:`state` returned; an attribute that came later goes."""
        for name in self.state().keys() - state.keys():
            delattr(self, name)
        vars(self).update(state)

    @classmethod
    def recordable(cls, rule: Any) -> tuple[str, ...]:
        """Return the names of what a run may record of a synapse; see :meth:`value`."""
        return ()

    def value(self, name: str, t: float) -> float:
        """Return what the first synapse has of this name at the time ``t``, after all that happened
        by then.
        """
        raise NotImplementedError

    @classmethod
    def count(cls, rule: Any, activity: Activity) -> Operations:
        """Return nothing: no spike changes anything."""
        return Operations(0, 0, 0)


class TraceLearner(WeightLearner):
    """Synapses that keep their weight, with traces on both sides: the definition of a rule of spike
    timing.

    A subclass that changes something else than the weight, or by another amount, overrides
    :meth:`change`.
    """

    def __init__(self, rule: Any, synapses: SynapseRows) -> None:
        super().__init__(rule, synapses)
        self.now = 0.0
        # what a rule gives is explained in :class:`~neurolib.plasticity.timing.SpikeTiming`
        self.plus, self.minus = rule.strengths()  # parameters of potentiation and of depression
        self.pairing = PAIRINGS[rule.pairing]
        self.bounds = rule.shares  # (c, k) of equation (3) of ``traces``, at either bound
        self.constants = rule.constants  # added to what a postsynaptic spike and an arrival read
        self.taus = np.array(rule.taus) / synapses.unit  # of the four traces
        # a fast and a slow trace of the arrivals of each sender, and of the spikes of each target
        self.r1, self.r2 = np.zeros(synapses.pres), np.zeros(synapses.pres)
        self.o1, self.o2 = np.zeros(synapses.posts), np.zeros(synapses.posts)
        self.base = np.zeros(len(self.u))  # of r1, as each synapse read it last
        self.arrivals: list[int] = []
        self.fired: list[int] = []

    def arrive(self, t: float, sender: int) -> np.ndarray:
        """Let a spike arrive at all synapses of a sender; return the weights that it delivers."""
        self.settle(t)
        row = self.synapses.row(sender)
        delivered: np.ndarray = self.u[row] * self.synapses.largest
        second = self.rule.depression(self.r2[sender], *self.minus)
        amount = self.o1[self.synapses.targets[row]] * second + self.constants[1]
        self.change(row, self.rule.lowered, amount, *self.bounds.below, 0.0)
        self.arrivals.append(sender)
        return delivered

    def fire(self, t: float, target: int) -> None:
        """Let a target spike, which all its synapses see."""
        self.settle(t)
        places = self.synapses.onto[target]
        trace = self.r1[self.synapses.senders[places]]
        second = self.rule.potentiation(self.o2[target], *self.plus)
        amount = (trace - self.base[places]) * second + self.constants[0]
        self.change(places, self.rule.raised, amount, *self.bounds.above, 1.0)
        self.base[places] = base_after_reading(trace, self.base[places], self.pairing.spent)
        self.fired.append(target)

    def change(self, where: Any, moved: Any, amount: np.ndarray, *bounds: float) -> None:
        """Change the weights at ``where`` (a slice, or numbers of synapses) by an ``amount`` each.

        ``moved`` is the ``raised`` or ``lowered`` of the rule, and ``bounds`` are its last
        arguments.
        """
        self.u[where] = moved(self.u[where], amount, *bounds)

    @classmethod
    def recordable(cls, rule: Any) -> tuple[str, ...]:
        """Return the names of the traces that the rule uses."""
        pairs = zip(("r1", "r2", "o1", "o2"), rule.taus, strict=True)
        return tuple(name for name, tau in pairs if np.isfinite(tau))

    def value(self, name: str, t: float) -> float:
        """Return a trace of the sender or the target of the first synapse."""
        self.settle(float(np.nextafter(t, np.inf)))
        return float(getattr(self, name)[0])

    def settle(self, t: float) -> None:
        """Let time go on to ``t``: traces take up the spikes of the last instant, and decay."""
        if t == self.now:
            return
        for sender in self.arrivals:
            self.r1[sender] = after_spike(self.r1[sender], 1.0, self.pairing.pre)
            self.r2[sender] = after_spike(self.r2[sender], 1.0, 1.0)
        for target in self.fired:
            self.o1[target] = after_spike(self.o1[target], 1.0, self.pairing.post)
            self.o2[target] = after_spike(self.o2[target], 1.0, 1.0)
        decays = np.exp(-(t - self.now) / self.taus)
        traces = self.r1, self.r2, self.o1, self.o2, self.base
        for trace, decay in zip(traces, decays[[0, 1, 2, 3, 0]], strict=True):
            if decay < 1.0:
                trace *= decay
        self.now, self.arrivals, self.fired = t, [], []

    @classmethod
    def count(cls, rule: Any, activity: Activity) -> Operations:
        """Return what learning added to the operations of a run.

        Every arrival at a synapse changes its weight, and so does every spike of its target. An
        arrival reads one trace more than at a synapse that does not learn, and writes the weight; a
        spike reads the weight and a trace of each sender, and writes the weight. Each row that is
        fetched, and each spike from which a synapse learns, reads and writes the traces of its
        neuron.
        """
        arrivals, seen = activity.arrivals, activity.seen
        trace_words = words_of_traces(rule, activity)
        return Operations(
            arrivals + seen, arrivals + 2 * seen + trace_words, arrivals + seen + trace_words
        )


def words_of_traces(rule: Any, activity: Activity) -> int:
    """Return how many words of memory hold the traces that the spikes of a run read, and write."""
    used = np.isfinite(rule.taus)
    return activity.fetched * int(used[:2].sum()) + activity.fired * int(used[2:].sum())
