r"""Synapses that keep more than a weight and traces, for compiled loops: an eligibility, or what a
terminal has left.

**Eligibility** (:class:`EligibilityLearning`) is
:class:`~neurolib.plasticity.reward.EligibilityLearner`, and **terminals**
(:class:`TerminalLearning`) are :class:`~neurolib.plasticity.short_term.TerminalLearner`.

**Letters.** As in :mod:`~neurolib.engines.learning.learning`; moreover, ``e`` is a synapse counted
through all groups of the loop (in ``learn_terminals``, one in its row), and ``k``, there the slope
of a share, the same synapse counted through the groups that learn.
"""

from __future__ import annotations

import math
from collections import namedtuple
from typing import Any, ClassVar, NamedTuple

import numpy as np

from ...plasticity.reward import EligibilityLearner, RewardSTDP
from ...plasticity.short_term import TerminalLearner, TsodyksMarkram
from ...plasticity.traces import after_spike
from ..layout import Layout, Spikes, Synapses, row_type, table_of
from .learning import (
    NOTHING,
    O1,
    R1,
    R2,
    CompiledLearning,
    TraceLearning,
    TraceTables,
    collect,
    compiles,
    depression,
    replay,  # bound: replay_eligibly, here and in all that ``collect`` calls
    set_trace_factors,
)

# (u, e, d, …) → the same ``passed`` later, by the closed form of (2) of RewardSTDP
later = RewardSTDP.later
# of a terminal, by (1), (3) and (4) of TsodyksMarkram
left = TsodyksMarkram.left
recovered = TsodyksMarkram.recovered
raised_use = TsodyksMarkram.raised_use

# A synapse group with terminals: where its terminals and weights start, and the parameters of the
# rule. ``block`` is -1, so that CompiledLearning.cursors finds no reader of spikes; ``cursor`` is
# idle.
TERMINAL_GROUP_ROW = row_type(
    "block cursor pre0 weight_shift u_shift", "U tau_rec tau_facil largest"
)
# A terminal: the time of its last spike, its resource and its utilisation after it.
TERMINAL_ROW = row_type("", "visit x use")


# columns of ``third``, of which each learner has a row: the time constants of its eligibilities and
# of its third factor, that factor (per unit of time), and since when it has decayed from that
TAU_E, TAU_D, FACTOR, SINCE = range(4)
# As ``TraceTables``, with the ``eligibility`` of each synapse, the time ``reached`` for which it
# and the weight hold, and ``third``.
FIELDS = *TraceTables._fields, "eligibility", "reached", "third"
EligibilityTables: Any = namedtuple("EligibilityTables", FIELDS)  # type: ignore[misc]


def bring_up_to(k, t, p, plastic):  # type: ignore[no-untyped-def]
    """Bring a synapse up to the time ``t``."""
    third = plastic.third
    tau_e, tau_d, since = third[p, TAU_E], third[p, TAU_D], third[p, SINCE]
    d = third[p, FACTOR] * math.exp((since - plastic.reached[k]) / tau_d)
    u, eligibility, d = later(
        plastic.u[k], plastic.eligibility[k], d, t - plastic.reached[k], tau_e, tau_d
    )
    plastic.u[k], plastic.eligibility[k], plastic.reached[k] = u, eligibility, t


def learn_eligibly(t, p, row, low, high, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Process an arrival at a row as ``learn`` does: store the weights that it delivers, then lower
    the eligibilities.
    """
    learner, x = plastic.learners[p], plastic.learners[p].pre0 + row
    unread = spikes.start[learner.block] + learner.cursor
    if learner.cursor < spikes.count[learner.block] and spikes.when[unread] < t:
        collect(t, p, spikes, synapses, plastic)
    set_trace_factors(t, p, synapses, plastic)
    replay(p, x, low, high, synapses, plastic)  # replay_eligibly, by ``kernels`` below
    pre = plastic.pre[x]
    if pre.visit != t:
        pre.visit, pre.r1_before, pre.r2_before = t, pre.r1, pre.r2
    amount = learner.down[O1] * depression(pre.r2_before * learner.down[R2], learner.minus)
    for e in range(low, high):
        k = e - learner.u_shift
        bring_up_to(k, t, p, plastic)
        synapses.weights[e - learner.weight_shift] = plastic.u[k] * learner.largest
        plastic.eligibility[k] -= plastic.o1[learner.post0 + synapses.targets[e]] * amount
    # r2 is not used: RewardSTDP.taus
    pre.r1 = after_spike(pre.r1, learner.up[R1], learner.memory_r)
    plastic.seen[x] = learner.noted


def replay_eligibly(p, x, low, high, synapses, plastic):  # type: ignore[no-untyped-def]
    """Add to the eligibilities of a row the spikes that were entered since its last visit, at each
    synapse in their order.
    """
    learner, pre, first = plastic.learners[p], plastic.pre[x], plastic.seen[x]
    if learner.noted == first:
        return
    for e in range(low, high):
        number, depth, k = plastic.last[learner.post0 + synapses.targets[e]], 0, e - learner.u_shift
        while number >= first:
            plastic.stack[depth] = number
            depth += 1
            number = plastic.previous[learner.log0 + number]
        while depth > 0:
            depth -= 1
            entry = learner.log0 + plastic.stack[depth]
            bring_up_to(k, plastic.times[entry], p, plastic)
            trace = pre.r1_before if plastic.times[entry] == pre.visit else pre.r1
            plastic.eligibility[k] += trace * plastic.amounts[entry]


def overridden(rules: list[Any], base: type[Any], names: tuple[str, ...]) -> str | None:
    """Return why rules cannot learn compiled that override kernels which loops take from
    ``base``.
    """
    for rule in map(type, rules):
        changed = [name for name in names if getattr(rule, name) is not getattr(base, name)]
        if changed:
            kernels = " and ".join(changed)
            return f"{rule.__name__} overrides {kernels} of {base.__name__}, which is compiled"
    return None


@compiles(EligibilityLearner)
class EligibilityLearning(TraceLearning):
    """All groups of a layout whose synapses keep an eligibility, and their ``tables`` for the
    compiled loops.
    """

    adds: ClassVar[bool] = False

    def _tables(self, layout: Layout, group_rows: list[tuple[dict[str, Any], float]]) -> Any:
        self.unit = unit = layout.unit
        third = [
            [rule.tau_e / unit, rule.tau_d / unit, rule.reward * unit, 0.0]
            for rule in (group.rule for group in self.groups)
        ]
        traces = super()._tables(layout, group_rows)
        return EligibilityTables._make((*traces, *np.zeros((2, len(traces.u))), np.array(third)))

    @classmethod
    def obstacle(cls, rules: list[Any]) -> str | None:
        """Return why synapses cannot learn compiled by these rules, or ``None``."""
        return super().obstacle(rules) or overridden(rules, RewardSTDP, ("later",))

    @classmethod
    def kernels(cls, rule: Any) -> dict[str, Any]:
        """Return the functions to which a loop is bound."""
        return {**super().kernels(rule), "learn": learn_eligibly, "replay": replay_eligibly}

    def reinforce(self, p: int, t: float, reward: float, spikes: Spikes) -> None:
        """Let the third factor of a group be ``reward`` from the time ``t`` on."""
        self._settled(p, t, self.tables)
        self.tables.third[p, [FACTOR, SINCE]] = reward * self.unit, t

    def _settled(self, p: int, t: float, tables: Any) -> np.ndarray:
        """Let a group see all spikes of the lists, and return its fractions at the time ``t``, in
        the tables.
        """
        fractions = super()._settled(p, t, tables)
        span = self.synapses_of(p)
        tau_e, tau_d, factor, since = tables.third[p]
        reached = tables.reached[span]
        d = factor * np.exp((since - reached) / tau_d)
        fractions[:], tables.eligibility[span], _ = later(
            fractions, tables.eligibility[span], d, t - reached, tau_e, tau_d
        )
        tables.reached[span] = t
        return fractions


class TerminalTables(NamedTuple):
    """What the compiled loops keep of all groups with terminals: their records, the terminals, and
    the weights.
    """

    learners: Any
    pre: Any
    u: Any


def learn_terminals(t, p, row, low, high, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Process an arrival at a row: store the weights that it delivers."""
    learner, pre = plastic.learners[p], plastic.pre[plastic.learners[p].pre0 + row]
    passed = t - pre.visit
    use, x = (
        raised_use(pre.use, passed, learner.U, learner.tau_facil),
        recovered(pre.x, passed, learner.tau_rec),
    )
    pre.use, pre.x, pre.visit = use, left(x, use), t
    W, U = (
        synapses.weights[low - learner.weight_shift : high - learner.weight_shift],
        plastic.u[low - learner.u_shift : high - learner.u_shift],
    )
    share = use * x * learner.largest
    for e in range(high - low):
        W[e] = U[e] * share


@compiles(TerminalLearner)
class TerminalLearning(CompiledLearning):
    """All groups of a layout with short-term plasticity, and their ``tables`` for the compiled
    loops.
    """

    def _tables(self, layout: Layout, group_rows: list[tuple[dict[str, Any], float]]) -> Any:
        rows, senders, synapses, unit = [], 0, 0, layout.unit
        for group, (fields, scale) in zip(self.groups, group_rows, strict=True):
            rule = group.rule
            row = {
                "block": -1,
                "pre0": senders,
                "weight_shift": fields["weight_shift"],
                "u_shift": fields["synapse0"] - synapses,
            }
            row |= {
                "U": rule.U,
                "tau_rec": rule.tau_rec / unit,
                "tau_facil": rule.tau_facil / unit,
                "largest": group.largest / scale,
            }
            rows.append(row)
            senders, synapses = senders + len(group.rows) - 1, synapses + len(group.targets)
        pre = np.zeros(senders, TERMINAL_ROW)
        pre["visit"], pre["x"] = -math.inf, 1.0
        u = np.concatenate([group.weights / group.largest for group in self.groups])
        return TerminalTables(table_of(TERMINAL_GROUP_ROW, rows), pre, u)

    @classmethod
    def obstacle(cls, rules: list[Any]) -> str | None:
        """Return why synapses cannot learn compiled by these rules, or ``None``."""
        return overridden(rules, TsodyksMarkram, ("raised_use", "recovered", "left"))

    @classmethod
    def kernels(cls, rule: Any) -> dict[str, Any]:
        """Return the functions to which a loop is bound."""
        return {**NOTHING, "learn": learn_terminals}

    def weights(self, spikes: Spikes, synapses: Synapses, t: float) -> list[tuple[Any, np.ndarray]]:
        """Return each projection and its weights, which no spike changes."""
        found = []
        for p, group in enumerate(self.groups):
            u = self.tables.u[self.synapses_of(p)]
            found.append((group.projections[0], group.by_pair(u * group.largest)))
        return found

    def teach(self, p: int, t: float, fractions: np.ndarray, spikes: Spikes) -> None:
        """Let a group go on from these weights."""
        self.tables.u[self.synapses_of(p)] = fractions
