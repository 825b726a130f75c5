r"""Synapses that keep more than a weight: an eligibility, or what a terminal has left; each in plain NumPy and for compiled loops.

**Eligibility** (:class:`Eligible`, :class:`EligibleLearners`). A synapse keeps when it was last brought up to date, its weight and its
eligibility at that time. Between its events both follow from the closed form of the rule, and the weight moves in one direction, so
that a bound that holds at the end of such a time held within it. What asks for a weight brings a copy of it up to date.

**Terminals** (:class:`Releasing`, :class:`Terminals`). All synapses of a sender in a projection share a terminal, which is brought up to
date when a spike of the sender arrives. Its weights stay; what is delivered is each weight times the share that is released.
"""

from __future__ import annotations

import math
from collections import namedtuple
from typing import Any, ClassVar, NamedTuple

import numpy as np

from ..plasticity.reward import RewardSTDP
from ..plasticity.short_term import TsodyksMarkram
from ..plasticity.traces import spike
from .layout import Layout, Spikes, SynapseGroup, Synapses, record, records
from .stdp import O1, R1, R2, Learners, Learning, Plastic, collect, depression, factors_at, ordered, replay

later = RewardSTDP.later
left = TsodyksMarkram.left
recovered = TsodyksMarkram.recovered
raised_use = TsodyksMarkram.raised_use

# A synapse group with terminals: where its terminals and weights start; no block of targets (-1) is read. Parameters of the rule.
RELEASING = record("block cursor pre0 weight0 u0", "U tau_rec tau_facil scale")
# A terminal: the time of its last spike, its resource and its utilisation after it.
TERMINAL = record("", "visit x use")


class Eligible(Learning):
    """The synapses of a group whose spikes change an eligibility ``e``, from which a third factor makes weights."""

    def __init__(self, group: SynapseGroup, posts: int, unit: float) -> None:
        super().__init__(group, posts, unit)
        self.unit, self.e, self.reached = unit, np.zeros(len(self.u)), np.zeros(len(self.u))
        self.reward, self.since = self.rule.reward, 0.0

    def arrive(self, t: float, sender: int) -> np.ndarray:
        """Let a spike arrive at all synapses of a sender; return the weights that it delivers."""
        self._settle(t)
        self._bring(slice(self.group.rows[sender], self.group.rows[sender + 1]))
        return super().arrive(t, sender)

    def change(self, where: Any, moved: Any, amount: np.ndarray, *bounds: float) -> None:
        """Change the eligibility of some synapses by an ``amount`` each."""
        self._bring(where)
        self.e[where] = moved(self.e[where], amount, 1.0, 0.0, math.inf if bounds[-1] else -math.inf)

    def reinforce(self, t: float, reward: float | None) -> None:
        """Bring all synapses up to the time ``t``, and let the third factor be ``reward`` from then on, where there is a new one."""
        self._settle(t)
        self._bring(slice(None))
        if reward is not None:
            self.reward, self.since = reward, t

    def weights(self, t: float | None = None) -> np.ndarray:
        """Return the weights at time ``t`` in their own unit, in the order of the projection's pairs."""
        return ordered(self.group, self._later(slice(None), self.now if t is None else t)[0] * self.group.largest)

    def _bring(self, where: Any) -> None:
        self.u[where], self.e[where] = self._later(where, self.now)
        self.reached[where] = self.now

    def _later(self, where: Any, t: float) -> tuple[np.ndarray, np.ndarray]:
        rule, reached = self.rule, self.reached[where]
        d = self.reward * np.exp((self.since - reached) * self.unit / rule.tau_d)
        u, e, _ = rule.later(self.u[where], self.e[where], d, (t - reached) * self.unit, rule.tau_e, rule.tau_d)
        return u, e


# As ``Plastic``, with the eligibility of each synapse, the time for which it and the weight hold, and for each learner the time
# constants of eligibility and third factor, the factor (per unit of time), and since when it has been decaying from that.
Eligibility: Any = namedtuple("Eligibility", (*Plastic._fields, "e", "reached", "third"))  # type: ignore[misc]


def bring(k, t, p, plastic):  # type: ignore[no-untyped-def]
    """Bring a synapse up to the time ``t``."""
    tau_e, tau_d, since = plastic.third[p, 0], plastic.third[p, 1], plastic.third[p, 3]
    d = plastic.third[p, 2] * math.exp((since - plastic.reached[k]) / tau_d)
    u, e, d = later(plastic.u[k], plastic.e[k], d, t - plastic.reached[k], tau_e, tau_d)
    plastic.u[k], plastic.e[k], plastic.reached[k] = u, e, t


def learn_eligibly(t, p, sender, low, high, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Process an arrival at a row as ``learn`` does: store the weights that it delivers, then lower the eligibilities."""
    me, x = plastic.learners[p], plastic.learners[p].pre0 + sender
    unread = spikes.start[me.block] + me.cursor
    if me.cursor < spikes.count[me.block] and spikes.when[unread] < t:
        collect(t, p, spikes, synapses, plastic)
    factors_at(t, p, synapses, plastic)
    replay(p, x, low, high, synapses, plastic)
    own = plastic.pre[x]
    if own.visit != t:
        own.visit, own.r1_before, own.r2_before = t, own.r1, own.r2
    amount = me.down[O1] * depression(own.r2_before * me.down[R2], me.minus)
    for e in range(low, high):
        k = e - me.u0
        bring(k, t, p, plastic)
        synapses.weights[e - me.weight0] = plastic.u[k] * me.scale
        plastic.e[k] -= plastic.o1[me.post0 + synapses.targets[e]] * amount
    own.r1 = spike(own.r1, me.up[R1], me.memory_r)
    plastic.seen[x] = me.noted


def replay_eligibly(p, x, low, high, synapses, plastic):  # type: ignore[no-untyped-def]
    """Add to the eligibilities of a row the spikes that were entered since its last visit, at each synapse in their order."""
    me, own, first = plastic.learners[p], plastic.pre[x], plastic.seen[x]
    if me.noted == first:
        return
    for e in range(low, high):
        m, depth, k = plastic.last[me.post0 + synapses.targets[e]], 0, e - me.u0
        while m >= first:
            plastic.stack[depth] = m
            depth += 1
            m = plastic.previous[me.log0 + m]
        while depth > 0:
            depth -= 1
            c = me.log0 + plastic.stack[depth]
            bring(k, plastic.at[c], p, plastic)
            plastic.e[k] += (own.r1_before if plastic.at[c] == own.visit else own.r1) * plastic.amounts[c]


class EligibleLearners(Learners):
    """All groups of a layout whose synapses keep an eligibility, and their ``state`` for the compiled loops."""

    called: ClassVar[tuple[Any, ...]] = (("learn", learn_eligibly), ("replay", replay_eligibly))

    def __init__(self, layout: Layout, places: list[dict[str, Any]], scales: list[float]) -> None:
        super().__init__(layout, places, scales)
        self.unit = unit = layout.unit
        third = [[rule.tau_e / unit, rule.tau_d / unit, rule.reward * unit, 0.0] for rule in (group.rule for group in self.groups)]
        self.state: Any = Eligibility._make((*self.state, *np.zeros((2, len(self.state.u))), np.array(third)))

    def weights(self, spikes: Spikes, synapses: Synapses, t: float | None = None) -> list[tuple[Any, np.ndarray]]:
        """Return each projection that learns, and its weights at time ``t``; the run may go on as if unasked."""
        state, found = Eligibility._make(array.copy() for array in self.state), []
        for p, group in enumerate(self.groups):
            u = self._brought(p, t, state, spikes, synapses)
            found.append((group.projections[0], ordered(group, u * group.largest)))
        return found

    def reinforce(self, p: int, t: float, reward: float | None, spikes: Spikes, synapses: Synapses) -> None:
        """Bring the group ``p`` up to the time ``t``, and let its third factor be ``reward`` from then on, where there is a new one."""
        self._brought(p, t, self.state, spikes, synapses)
        if reward is not None:
            self.state.third[p, 2:] = reward * self.unit, t

    def _brought(self, p: int, t: Any, state: Any, spikes: Spikes, synapses: Synapses) -> np.ndarray:
        """Bring a state of the group ``p`` up to a time, and return its fractions."""
        self.finish(p, state)
        first = sum(len(group.targets) for group in self.groups[:p])
        own = slice(first, first + len(self.groups[p].targets))
        tau_e, tau_d, d, since = state.third[p]
        reached = state.reached[own]
        d = d * np.exp((since - reached) / tau_d)
        state.u[own], state.e[own], _ = later(state.u[own], state.e[own], d, t - reached, tau_e, tau_d)
        state.reached[own] = t
        fractions: np.ndarray = state.u[own]
        return fractions


class Releasing:
    """The terminals of a group with short-term plasticity: resource ``x`` and utilisation ``use`` of each sender."""

    def __init__(self, group: SynapseGroup, posts: int, unit: float) -> None:
        rule, senders = group.rule, len(group.rows) - 1
        self.group, self.rule, self.unit, self.u = group, rule, unit, group.weights / group.largest
        self.x, self.use, self.visit = np.ones(senders), np.zeros(senders), np.full(senders, -math.inf)

    def arrive(self, t: float, sender: int) -> np.ndarray:
        """Let a spike arrive at all synapses of a sender; return the weights that it delivers."""
        passed, rule = (t - self.visit[sender]) * self.unit, self.rule
        use, x = rule.raised_use(self.use[sender], passed, rule.U, rule.tau_facil), rule.recovered(self.x[sender], passed, rule.tau_rec)
        self.use[sender], self.x[sender], self.visit[sender] = use, rule.left(x, use), t
        return np.asarray(self.u[self.group.rows[sender] : self.group.rows[sender + 1]] * (use * x * self.group.largest))

    def fire(self, t: float, target: int) -> None:
        """Let a target spike, which changes nothing."""

    def weights(self, t: float | None = None) -> np.ndarray:
        """Return the weights, which stay, in the order of the projection's pairs."""
        return ordered(self.group, self.u * self.group.largest)


class State(NamedTuple):
    """What the compiled loops keep of all groups with terminals: their records, the terminals, and the weights."""

    learners: Any
    pre: Any
    u: Any


def release(t, p, sender, low, high, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Process an arrival at a row: store the weights that it delivers."""
    me, own = plastic.learners[p], plastic.pre[plastic.learners[p].pre0 + sender]
    passed = t - own.visit
    use, x = raised_use(own.use, passed, me.U, me.tau_facil), recovered(own.x, passed, me.tau_rec)
    own.use, own.x, own.visit = use, left(x, use), t
    W, U = synapses.weights[low - me.weight0 : high - me.weight0], plastic.u[low - me.u0 : high - me.u0]
    share = use * x * me.scale
    for k in range(high - low):
        W[k] = U[k] * share


class Terminals:
    """All groups of a layout with short-term plasticity, and their ``state`` for the compiled loops; else as :class:`Learners`."""

    called: ClassVar[tuple[Any, ...]] = (("learn", release),)

    def __init__(self, layout: Layout, places: list[dict[str, Any]], scales: list[float]) -> None:
        self.groups, rows, senders, synapses = [group for group in layout.groups if group.rule], [], 0, 0
        for group, place, scale in zip(layout.groups, places, scales, strict=True):
            if group.rule:
                row = {"block": -1, "pre0": senders, "weight0": place["weight0"], "u0": place["synapse0"] - synapses}
                rule, unit = group.rule, layout.unit
                row |= {"U": rule.U, "tau_rec": rule.tau_rec / unit, "tau_facil": rule.tau_facil / unit, "scale": group.largest / scale}
                rows.append(row)
                senders, synapses = senders + len(group.rows) - 1, synapses + len(group.targets)
        pre = np.zeros(senders, TERMINAL)
        pre["visit"], pre["x"] = -math.inf, 1.0
        self.state = State(records(RELEASING, rows), pre, np.concatenate([group.weights / group.largest for group in self.groups]))

    def weights(self, spikes: Spikes, synapses: Synapses, t: float | None = None) -> list[tuple[Any, np.ndarray]]:
        """Return each projection and its weights."""
        cuts = np.cumsum([len(group.targets) for group in self.groups])[:-1]
        own = zip(self.groups, np.split(self.state.u, cuts), strict=True)
        return [(group.projections[0], ordered(group, u * group.largest)) for group, u in own]

    def teach(self, p: int, fractions: np.ndarray, spikes: Spikes, synapses: Synapses) -> None:
        """Let the synapses of the group ``p`` go on from these weights."""
        first = sum(len(group.targets) for group in self.groups[:p])
        self.state.u[first : first + len(fractions)] = fractions


# By the memory that a rule names: what stands for its synapses in plain loops, and in compiled ones.
PLAIN: dict[str, Any] = {"eligibility": Eligible, "terminal": Releasing}
COMPILED: dict[str, Any] = {"": Learners, "eligibility": EligibleLearners, "terminal": Terminals}
