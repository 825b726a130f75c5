r"""Synapses that learn: by their own learners, and the same over rows of synapses and a log of
spikes, for compiled loops.

A loop over tables calls ``learn`` for each spike that arrives at a row of synapses that learn, and
a compiled one, when it is asked to, ``finish``, before weights are read; ``learn`` writes the
weights that the spike delivers into the ``weights`` of the loop's synapses. Both read the spikes of
the targets from the loop's lists of spikes, with a cursor of their own, so that nothing has to call
them when a target fires. Two classes stand behind it, with the protocol :class:`Learning`:
:class:`CompiledLearning` for compiled loops, :class:`Definition` for the loop over events without
Numba. The steps in NumPy need none: their deliveries call the learner of the rule.

**Definition** (:class:`Definition`). The loop over events, where it is not compiled, calls the
learner of each rule: :mod:`~neurolib.plasticity.learner`.

**Rows and log** (:func:`learn`). Traces stand in a rotating frame, constant between spikes:

.. math::

    z(t) = Z\, e^{-(t - t_0)/\tau}, \qquad
    z \leftarrow z + 1 \;\Leftrightarrow\; Z \leftarrow Z + e^{(t - t_0)/\tau} \tag{1}

so that one factor serves all synapses of a spike. The effect of a postsynaptic spike on its
synapses is deferred: the spike enters a **log**, with the factor of its amount. When the next spike
of a sender arrives, the log since the arrival before it (its last *visit*) is replayed on its row,
whose trace has not changed since. (A spike at the very time of the visit does not see the arrivals
of that time, a later one does: so a sender keeps its trace before that time, too, ``r1_before``.)
Then one pass over the row sets the weights to be delivered, and lowers those that the synapses
keep. So a row is updated only when it is read anyway, and columns are never searched. The log is
replayed on all rows when it is full, and when the frame is rebased.

Where amounts simply add up (many targets of a row side by side, nothing used up by reading, and a
share that does not depend on the weight), a row need not see them one by one: each target keeps the
**sum** of its amounts since the frame began, each synapse the sum that it saw last, and the
difference of the two moves the row in one pass. Such a frame is short, because the difference of
two sums is as exact as the larger of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple, Protocol

import numpy as np

from ... import _jit
from ...plasticity.learner import Learner, SynapseRows, TraceLearner
from ...plasticity.traces import PAIRINGS, after_spike, base_after_reading
from ..layout import NEGLIGIBLE, Layout, Spikes, SynapseGroup, Synapses, row_type, table_of


def synapse_rows(group: SynapseGroup, layout: Layout) -> SynapseRows:
    """Return the synapses of a group that learns, as a learner sees them."""
    posts = layout.blocks[group.block].n
    return SynapseRows(group.rows, group.targets, group.weights, group.largest, posts, layout.unit)


class Learning(Protocol):
    """All groups of a layout that learn, for a loop over tables: compiled
    (:class:`CompiledLearning`), or by :class:`Definition`.

    ``tables`` are what the loop hands over to the functions that it calls. Group ``p`` is the p-th
    that learns, and ``spikes`` and ``synapses`` are the tables of the loop.
    """

    tables: Any

    def weights(self, spikes: Spikes, synapses: Synapses, t: float) -> list[tuple[Any, np.ndarray]]:
        """Return each projection that learns, and its weights at the time ``t``; what follows is as
        if unasked.
        """

    def teach(self, p: int, t: float, fractions: np.ndarray, spikes: Spikes) -> None:
        """Let a group, which has seen all spikes of the lists, go on from these fractions at the
        time ``t``.
        """

    def reinforce(self, p: int, t: float, reward: float, spikes: Spikes) -> None:
        """Let the third factor of a group, which has seen all spikes of the lists, be ``reward``
        from ``t`` on.
        """

    def cursors(self, block: int) -> list[int]:
        """Return how many spikes of a block each group that learns from them has read."""

    def count_from(self, block: int, n: int) -> None:
        """Count the spikes of a block from the n-th on: those before are dropped from its list."""

    def set_weight_shift(self, p: int, weight_shift: int) -> None:
        """Let the weights that a group delivers stand so far before their synapses."""

    def state(self) -> Any:
        """Return all that time changes; the caller copies it."""

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`state` returned."""


def _that_learn(
    layout: Layout, group_rows: list[dict[str, Any]], scales: list[float]
) -> list[tuple[SynapseGroup, dict[str, Any], float]]:
    """Return the groups of a layout that learn, each with the fields of its row and its scale."""
    groups = zip(layout.groups, group_rows[: len(layout.groups)], scales, strict=True)
    return [(group, fields, scale) for group, fields, scale in groups if group.rule]


class Definition:
    """The groups of a layout that learn, each by its own learner, for a loop that is not compiled:
    see :func:`learn_by_definition`.
    """

    def __init__(
        self, layout: Layout, group_rows: list[dict[str, Any]], scales: list[float]
    ) -> None:
        that_learn = _that_learn(layout, group_rows, scales)
        self.groups = [group for group, _, _ in that_learn]
        self.learners: list[Any] = [
            group.rule.learner(group.rule, synapse_rows(group, layout)) for group in self.groups
        ]
        self.weight_shift = [fields["weight_shift"] for _, fields, _ in that_learn]
        self.scales = [scale for _, _, scale in that_learn]
        self.cursor = [0] * len(that_learn)  # how many spikes of its targets each group has read

    @property
    def tables(self) -> Definition:
        """Itself: the functions of the loop call its learners."""
        return self

    def see(self, t: float, p: int, spikes: Spikes) -> None:
        """Let the synapses of the group ``p`` see all spikes of their targets before the time
        ``t``.
        """
        learner, block, h = self.learners[p], self.groups[p].block, self.cursor[p]
        first = spikes.start[block]
        while h < spikes.count[block] and spikes.when[first + h] < t:
            learner.fire(spikes.when[first + h], spikes.who[first + h])
            h += 1
        self.cursor[p] = h

    def teach(self, p: int, t: float, fractions: np.ndarray, spikes: Spikes) -> None:
        """Let a group go on from these fractions at the time ``t``."""
        self.see(math.inf, p, spikes)
        self.learners[p].teach(t, fractions)

    def reinforce(self, p: int, t: float, reward: float, spikes: Spikes) -> None:
        """Let the third factor of a group be ``reward`` from the time ``t`` on."""
        self.see(math.inf, p, spikes)
        self.learners[p].reinforce(t, reward)

    def weights(self, spikes: Spikes, synapses: Synapses, t: float) -> list[tuple[Any, np.ndarray]]:
        """Return each projection that learns, and its weights at time ``t``, after all spikes of
        the lists.
        """
        for p in range(len(self.learners)):
            self.see(math.inf, p, spikes)
        pairs = zip(self.groups, self.learners, strict=True)
        return [
            (group.projections[0], group.by_pair(learner.weights(t))) for group, learner in pairs
        ]

    def cursors(self, block: int) -> list[int]:
        """Return how many spikes of a block each group that learns from them has read."""
        return [
            n for n, group in zip(self.cursor, self.groups, strict=True) if group.block == block
        ]

    def count_from(self, block: int, n: int) -> None:
        """Count the spikes of a block from the n-th on."""
        for p, group in enumerate(self.groups):
            self.cursor[p] -= n if group.block == block else 0

    def set_weight_shift(self, p: int, weight_shift: int) -> None:
        """Let the weights that a group delivers stand so far before their synapses."""
        self.weight_shift[p] = weight_shift

    def state(self) -> Any:
        """Return all that time changes; the caller copies it."""
        return self.cursor, self.weight_shift, [learner.state() for learner in self.learners]

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`state` returned."""
        self.cursor, self.weight_shift, states = state
        for learner, learned in zip(self.learners, states, strict=True):
            learner.restore(learned)


def learn_by_definition(t, p, row, low, high, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Process an arrival at a row, by its own learner: store the weights that it delivers.

    ``plastic`` is the :class:`Definition`.
    """
    plastic.see(t, p, spikes)
    shift = plastic.weight_shift[p]
    synapses.weights[low - shift : high - shift] = (
        plastic.learners[p].arrive(t, row) / plastic.scales[p]
    )


# Of each class of learners that compiled loops know, the class that does the same over tables;
# a rule with another learner, even one derived from them, takes the plain path.
COMPILED: dict[type[Learner], type[Any]] = {}


def compiles(learner: type[Learner]) -> Callable[[type[Any]], type[Any]]:
    """Return a decorator that enters a class of :class:`CompiledLearning` as what does in compiled
    loops what a ``learner`` does.
    """

    def entered(tables: type[Any]) -> type[Any]:
        COMPILED[learner] = tables
        return tables

    return entered


def compiled_learning(layout: Layout, group_rows: list[dict[str, Any]], scales: list[float]) -> Any:
    """Return what learns in the compiled loops of a layout, or ``None`` where nothing does."""
    return COMPILED[layout.rules[0].learner](layout, group_rows, scales) if layout.rules else None


def kernels(rule: Any) -> dict[str, Any]:
    """Return the functions to which a compiled loop is bound, for synapses that learn by a rule (a
    class), or by none.
    """
    return COMPILED[rule.learner].kernels(rule) if rule else NOTHING


def obstacle(layout: Layout) -> str | None:
    """Return why the synapses of a layout cannot learn compiled, or ``None``."""
    if not layout.rules:
        return None
    if len(layout.rules) > 1:
        return (
            f"its synapses learn by {' and '.join(rule.__name__ for rule in layout.rules)}, "
            f"and the compiled loop holds one rule"
        )
    learner = layout.rules[0].learner
    if learner not in COMPILED:
        rule = layout.rules[0].__name__
        return (
            f"{rule} has a learner of its own, {learner.__name__}, which the compiled loop "
            f"does not know"
        )
    return COMPILED[learner].obstacle([group.rule for group in layout.groups if group.rule])


class CompiledLearning:
    """All groups of a layout whose synapses learn alike, and the ``tables`` in which compiled loops
    keep what they learn.

    ``group_rows`` and ``scales`` are those of :func:`~neurolib.engines.layout.join_rows`. The first
    of the ``tables`` has a row for each group. ``finish_group`` is :func:`finish` as the engine's
    loop calls it for a group and tables: alone, it would be compiled a second time, with all that
    it calls.
    """

    tables: Any
    finish_group: Callable[[int, Any], Any]

    def __init__(
        self, layout: Layout, group_rows: list[dict[str, Any]], scales: list[float]
    ) -> None:
        that_learn = _that_learn(layout, group_rows, scales)
        self.groups = [group for group, _, _ in that_learn]
        self.tables = self._tables(layout, [(fields, scale) for _, fields, scale in that_learn])

    def _tables(self, layout: Layout, group_rows: list[tuple[dict[str, Any], float]]) -> Any:
        """Return the tables at the start."""
        raise NotImplementedError

    @classmethod
    def obstacle(cls, rules: list[Any]) -> str | None:
        """Return why synapses cannot learn compiled by these rules, or ``None``."""
        return None

    @classmethod
    def kernels(cls, rule: Any) -> dict[str, Any]:
        """Return the functions to which a loop that calls :func:`learn` is bound, for a rule (a
        class).
        """
        raise NotImplementedError

    def synapses_of(self, p: int) -> slice:
        """Return which of the synapses of all groups that learn are those of the group ``p``."""
        first = sum(len(group.targets) for group in self.groups[:p])
        return slice(first, first + len(self.groups[p].targets))

    def cursors(self, block: int, tables: Any = None) -> list[int]:
        """Return how many spikes of a block each group that learns from them has read, in these
        tables or its own.
        """
        learners = (tables or self.tables).learners
        found: list[int] = learners["cursor"][learners["block"] == block].tolist()
        return found

    def count_from(self, block: int, n: int, tables: Any = None) -> None:
        """Count the spikes of a block from the n-th on: those before are dropped from its list."""
        learners = (tables or self.tables).learners
        learners["cursor"] -= n * (learners["block"] == block)

    def set_weight_shift(self, p: int, weight_shift: int) -> None:
        """Let the weights that a group delivers stand so far before their synapses."""
        self.tables.learners["weight_shift"][p] = weight_shift

    def state(self) -> Any:
        """Return all that time changes; the caller copies it."""
        return tuple(self.tables)

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`state` returned: loops hold on to the tables, so it is written
        into them.
        """
        for table, stored in zip(self.tables, state, strict=True):
            table[...] = stored


def _learn_nothing(t, p, row, low, high, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Stand in for learning in a network that does not."""


def _finish_nothing(p, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Stand in for :func:`finish` in a network whose synapses learn nothing."""


# what a loop is bound to where no synapse learns
NOTHING: dict[str, Any] = {"learn": _learn_nothing, "finish": _finish_nothing}


# --- rows and log ---------------------------------------------------------------------------------

MAX_EXPONENT = 100.0  # exponent that the factors of the rotating frame may reach
# the same where rows see sums of amounts, whose rounding these factors enlarge
MAX_EXPONENT_OF_SUMS = 5.0
LOG = 1024  # entries of a log, at least
# of all targets that every row must reach, side by side, for the log to be read through
DENSE_FRACTION = 0.25
# targets of a row, from which on one pass over all costs less than their spikes one by one
MANY_TARGETS = 16
MOST_PARAMETERS = 4  # parameters of a rule's strengths, at most

# the four traces: two of arrivals, of each sender, and two of postsynaptic spikes, of each target
R1, R2, O1, O2 = range(4)
# how a row reads the log: spikes of each target in turn; one spike after another; sums of amounts
BY_TARGET, BY_SPIKE, BY_SUM = range(3)

# Kernels of the rule: `TraceLearning.kernels` puts them in place.
# potentiation(second, parameters): how much a pair counts, by the slow trace of its later spike
potentiation = _jit.open_name("potentiation")
depression = _jit.open_name("depression")
# raised(u, amount, c, k, bound): u after the share c + k u of an amount, (4) of plasticity.traces
raised = _jit.open_name("raised")
lowered = _jit.open_name("lowered")
SIGNED = False  # bound: whether the rule adds constants to its amounts

# A synapse group that learns; the functions below call its row ``learner``.
LEARNER_ROW = row_type(
    "block cursor "  # of its targets, and how many of their spikes it has read
    "rows pre0 "  # number of its rows, one for each sender and delay; first in ``pre``, ``seen``
    "posts post0 "  # number of its targets, and the first in ``o1``, ``o2``, ``sums`` and ``last``
    # first row of the loop's synapses; how far weights stand before their synapses
    "row0 weight_shift "
    "u_shift "  # how far fractions stand before their synapses
    "log0 length noted "  # first entry of its log, room for entries, and how many there are
    # how a row sees the log; whether reading uses a trace up, for this synapse: ``base``
    "form spent",
    "start longest "  # of the frame of (1): when it began, and how long it may last
    # time (not since the frame began, as in the tables of events) for which ``up`` and ``down``
    # hold: set_trace_factors
    "stamp "
    "largest "  # weight, in the loop's unit
    "memory_r memory_o "  # what a trace keeps of itself at a spike
    "above_c above_k below_c below_k "  # (c, k) of the upper and the lower bound: ``raised``
    "at_spike at_arrival",  # constants of both amounts
    MOST_PARAMETERS,
    "up down tau "  # of the four traces: factors into and out of the frame, time constants
    "plus minus",  # parameters of potentiation and depression
)
# A sender, once for each of its delays: the time of its last arrival, and its traces before that
# time and since.
SENDER_ROW = row_type("", "visit r1_before r1 r2_before r2")


class TraceTables(NamedTuple):
    """What the compiled loops keep of all groups that learn; functions call it ``plastic``.

    A group is number ``p``; ``x`` is a sender (here one neuron, once for each of its delays, as in
    ``SynapseRows``) and ``j`` a target, each counted through the groups that learn; ``e`` is a
    synapse in its row, and ``m`` an entry of the log, counted from the first that the row has not
    seen. In ``last``, ``previous`` and ``seen`` entries are counted from the first of the group.
    """

    learners: Any  # a row for each group
    pre: Any  # a row for each sender
    seen: Any  # for each sender, how many entries of the log its row has seen
    o1: Any  # for each target, its traces
    o2: Any
    sums: Any  # for each target, the sum of its amounts since the frame began
    u: Any  # for each synapse, its weight as a fraction of the largest
    base: Any  # for each synapse, the trace that it read last, or the sum that it saw last
    last: Any  # for each target, its last entry in the log, -1 for none
    # the log: for each entry the time, the amount, the target, and its entry before that
    times: Any
    amounts: Any
    who: Any
    previous: Any
    stack: Any  # room to turn the entries of a target round


@compiles(TraceLearner)
class TraceLearning(CompiledLearning):
    """Groups whose synapses keep their weight, with traces on both sides: :class:`TraceLearner`
    over rows and a log.
    """

    adds: ClassVar[bool] = True  # whether sums of amounts may stand for single ones

    def _tables(self, layout: Layout, group_rows: list[tuple[dict[str, Any], float]]) -> Any:
        # senders, targets, synapses and log entries of a group, and of those before it
        rows, before = [], np.zeros(4, dtype=np.int64)
        for group, (fields, scale) in zip(self.groups, group_rows, strict=True):
            posts = layout.blocks[group.block].n
            sizes = np.array([len(group.rows) - 1, posts, len(group.targets), max(LOG, 16 * posts)])
            rows.append(_learner_row(group, fields, scale, layout.unit, sizes, before, self.adds))
            before += sizes
        senders, targets, _, entries = before.tolist()
        learners, pre = table_of(LEARNER_ROW, rows), np.zeros(senders, SENDER_ROW)
        pre["visit"] = -1.0
        u = np.concatenate([group.weights / group.largest for group in self.groups])
        has_base = learners["spent"].any() or (learners["form"] == BY_SUM).any()
        return TraceTables(
            learners=learners,
            pre=pre,
            seen=np.zeros(senders, dtype=np.int64),
            o1=np.zeros(targets),
            o2=np.zeros(targets),
            sums=np.zeros(targets),
            u=u,
            base=np.zeros(len(u) if has_base else 1),
            last=np.full(targets, -1, dtype=np.int32),
            times=np.zeros(entries),
            amounts=np.zeros(entries),
            who=np.zeros(entries, dtype=np.int32),
            previous=np.zeros(entries, dtype=np.int32),
            stack=np.zeros(learners["length"].max(initial=1), dtype=np.int32),
        )

    @classmethod
    def obstacle(cls, rules: list[Any]) -> str | None:
        """Return why synapses cannot learn compiled by these rules, or ``None``."""
        if any(len(strength) > MOST_PARAMETERS for rule in rules for strength in rule.strengths()):
            return f"a rule has more than {MOST_PARAMETERS} parameters of a strength"
        return None

    @classmethod
    def kernels(cls, rule: Any) -> dict[str, Any]:
        """Return the kernels of a rule (a class), as the loop calls them."""
        kernels = {
            name: _jit.on_scalars(getattr(rule, name), np.exp) for name in ("raised", "lowered")
        } | {"SIGNED": rule.signed}
        for name in "potentiation", "depression":
            function = getattr(rule, name)
            row = ", ".join(f"row[{k}]" for k in range(function.__code__.co_argcount - 1))
            kernels[name] = _jit.generated(
                f"def {name}(second, row): return strength(second, {row})", name, strength=function
            )
        return kernels

    def weights(self, spikes: Spikes, synapses: Synapses, t: float) -> list[tuple[Any, np.ndarray]]:
        """Return each projection that learns, and its weights at the time ``t``; what follows is as
        if unasked.
        """
        copied, found = self.tables._make(table.copy() for table in self.tables), []
        for p, group in enumerate(self.groups):
            u = self._settled(p, t, copied)
            found.append((group.projections[0], group.by_pair(u * group.largest)))
        return found

    def teach(self, p: int, t: float, fractions: np.ndarray, spikes: Spikes) -> None:
        """Let a group go on from these fractions at the time ``t``."""
        self._settled(p, t, self.tables)[:] = fractions

    def _settled(self, p: int, t: float, tables: Any) -> np.ndarray:
        """Let a group see all spikes of the lists, and return its fractions at the time ``t``, in
        the tables.
        """
        self.finish_group(p, tables)
        fractions: np.ndarray = tables.u[self.synapses_of(p)]
        return fractions


def _learner_row(
    group: SynapseGroup,
    fields: dict[str, Any],
    scale: float,
    unit: float,
    sizes: np.ndarray,
    before: np.ndarray,
    may_add: bool,
) -> dict[str, Any]:
    """Return the row of a group that learns, of these ``sizes`` (senders, targets, synapses, log
    entries), of which so many are of groups ``before`` it. Where sums of amounts are right for the
    rule, ``may_add`` allows them.
    """
    rule, posts, taus = group.rule, sizes[1], np.array(group.rule.taus) / unit
    memory, bounds = PAIRINGS[rule.pairing], rule.shares
    dense = group.contiguous and np.diff(group.rows).min(initial=posts) >= DENSE_FRACTION * posts
    adds = dense and posts >= MANY_TARGETS and may_add and not (memory.spent or rule.signed)
    adds = adds and bounds.above[1] == 0
    longest = min(MAX_EXPONENT * taus.min(), MAX_EXPONENT_OF_SUMS * taus[0] if adds else np.inf)
    plus, minus = (
        np.pad(np.array(strength, dtype=float), (0, MOST_PARAMETERS - len(strength)))
        for strength in rule.strengths()
    )
    return {
        "block": group.block,
        "rows": sizes[0],
        "posts": posts,
        "length": sizes[3],
        "pre0": before[0],
        "post0": before[1],
        "log0": before[3],
        "row0": fields["row0"],
        "weight_shift": fields["weight_shift"],
        "u_shift": fields["synapse0"] - before[2],
        "form": BY_SUM if adds else BY_SPIKE if dense else BY_TARGET,
        "spent": memory.spent,
        "longest": longest,
        "stamp": -1.0,
        "largest": group.largest / scale,
        "memory_r": memory.pre,
        "memory_o": memory.post,
        "above_c": bounds.above[0],
        "above_k": bounds.above[1],
        "below_c": bounds.below[0],
        "below_k": bounds.below[1],
        "at_spike": rule.constants[0],
        "at_arrival": rule.constants[1],
        "up": np.ones(4),
        "down": np.ones(4),
        "tau": taus,
        "plus": plus,
        "minus": minus,
    }


def learn(t, p, row, low, high, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Process an arrival at a row: store the weights that it delivers, then depress the fractions
    for the next one.
    """
    learner = plastic.learners[p]
    # no call without new spikes: a call copies the address of every table
    unread = spikes.start[learner.block] + learner.cursor
    if learner.cursor < spikes.count[learner.block] and spikes.when[unread] < t:
        collect(t, p, spikes, synapses, plastic)
    set_trace_factors(t, p, synapses, plastic)
    x = learner.pre0 + row
    replay(p, x, low, high, synapses, plastic)  # first, for it reads the visit before this one
    pre = plastic.pre[x]
    if pre.visit != t:
        pre.visit, pre.r1_before, pre.r2_before = t, pre.r1, pre.r2
    amount = learner.down[O1] * depression(pre.r2_before * learner.down[R2], learner.minus)
    largest, c, k, constant = learner.largest, learner.below_c, learner.below_k, learner.at_arrival
    n, post0 = high - low, learner.post0
    # the weights of the row that are delivered, and its fractions, which learn
    W = synapses.weights[low - learner.weight_shift : high - learner.weight_shift]
    U = plastic.u[low - learner.u_shift : high - learner.u_shift]
    if learner.form != BY_TARGET and n > 0:  # targets stand side by side
        first = post0 + synapses.targets[low]
        TRACES = plastic.o1[first : first + n]
        for e in range(n):
            u = U[e]
            W[e] = u * largest
            U[e] = lowered(u, with_constant(TRACES[e] * amount, constant), c, k, 0.0)
    else:
        for e in range(n):
            u = U[e]
            W[e] = u * largest
            trace = plastic.o1[post0 + synapses.targets[low + e]]
            U[e] = lowered(u, with_constant(trace * amount, constant), c, k, 0.0)
    pre.r1 = after_spike(pre.r1, learner.up[R1], learner.memory_r)
    pre.r2 = after_spike(pre.r2, learner.up[R2], 1.0)
    plastic.seen[x] = learner.noted


@_jit.not_inlined
def finish(p, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Apply to all synapses of a group all spikes of their targets."""
    collect(math.inf, p, spikes, synapses, plastic)
    replay_all(p, synapses, plastic)


@_jit.not_inlined
def collect(t, p, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Enter all spikes of the targets before the time ``t`` into the log; a cursor of its own marks
    those that were entered.
    """
    learner, o1, o2 = plastic.learners[p], plastic.o1, plastic.o2
    first = spikes.start[learner.block]
    h, end = first + learner.cursor, first + spikes.count[learner.block]
    while h < end and spikes.when[h] < t:
        if learner.noted == learner.length:
            replay_all(p, synapses, plastic)
        set_trace_factors(float(spikes.when[h]), p, synapses, plastic)
        j, entry = learner.post0 + spikes.who[h], learner.log0 + learner.noted
        plastic.times[entry], plastic.who[entry] = spikes.when[h], spikes.who[h]
        plastic.previous[entry], plastic.last[j] = plastic.last[j], learner.noted
        amount = learner.down[R1] * potentiation(o2[j] * learner.down[O2], learner.plus)
        plastic.amounts[entry] = amount
        plastic.sums[j] += amount
        learner.noted += 1
        o1[j] = after_spike(o1[j], learner.up[O1], learner.memory_o)
        o2[j] = after_spike(o2[j], learner.up[O2], 1.0)
        h += 1
    learner.cursor = h - first


def replay(p, x, low, high, synapses, plastic):  # type: ignore[no-untyped-def]
    """Apply to a row the spikes that were entered since its last visit, at each synapse in their
    order.
    """
    learner, pre, targets = plastic.learners[p], plastic.pre[x], synapses.targets
    first, log0 = plastic.seen[x], learner.log0
    n, spent = learner.noted - first, learner.spent > 0
    if n == 0 or low == high:
        return
    # the trace that a spike at the time of the last arrivals sees, and that which later ones see
    visit, before, r = pre.visit, pre.r1_before, pre.r1
    c, k, constant = learner.above_c, learner.above_k, learner.at_spike
    # of each synapse of the row its fraction, and what it has read or seen
    U = plastic.u[low - learner.u_shift : high - learner.u_shift]
    B = plastic.base[low - learner.u_shift : high - learner.u_shift]  # used by some forms
    AT = plastic.times[log0 + first : log0 + first + n]
    AMOUNT = plastic.amounts[log0 + first : log0 + first + n]
    WHO = plastic.who[log0 + first : log0 + first + n]
    if learner.form != BY_TARGET:
        m = 0
        while m < n and AT[m] == visit:
            m += 1
        if learner.form == BY_SUM:
            # These spikes came at the very time of the last arrivals and saw ``before``. The sum
            # below counts them with r, so give the difference first.
            raise_those_that_spiked(
                WHO[:m], AMOUNT[:m], before - r, targets[low], U, B, False, c, k, 0.0
            )
            sum0 = learner.post0 + targets[low]
            S = plastic.sums[sum0 : sum0 + len(U)]
            for e in range(len(U)):
                amount = r * (S[e] - B[e])
                B[e] = S[e]
                U[e] = raised(U[e], amount, c, k, 1.0)
            return
        raise_those_that_spiked(
            WHO[:m], AMOUNT[:m], before, targets[low], U, B, spent, c, k, constant
        )
        raise_those_that_spiked(WHO[m:], AMOUNT[m:], r, targets[low], U, B, spent, c, k, constant)
        return
    last, previous, stack = plastic.last, plastic.previous, plastic.stack
    for e in range(len(U)):
        number, depth = last[learner.post0 + targets[low + e]], 0
        while number >= first:
            stack[depth] = number - first
            depth += 1
            number = previous[log0 + number]
        while depth > 0:
            depth -= 1
            m = stack[depth]
            trace = before if AT[m] == visit else r
            amount = (trace - B[e] if spent else trace) * AMOUNT[m]
            U[e] = raised(U[e], with_constant(amount, constant), c, k, 1.0)
            if spent:
                B[e] = base_after_reading(trace, B[e], 1.0)


def with_constant(amount, constant):  # type: ignore[no-untyped-def]
    """Return an amount with the constant of the rule, if it has one."""
    return amount + constant if SIGNED else amount


def raise_those_that_spiked(who, amounts, r, first_target, U, B, spent, c, k, constant):  # type: ignore[no-untyped-def]
    """Raise those weights of a row, side by side from ``first_target`` on, whose targets
    spiked."""
    n = np.uint64(len(U))
    for m in range(len(who)):
        e = np.uint64(who[m] - first_target)  # beyond n, too, where it is negative
        if e < n:
            amount = (r - B[e] if spent else r) * amounts[m]
            U[e] = raised(U[e], with_constant(amount, constant), c, k, 1.0)
            if spent:
                B[e] = base_after_reading(r, B[e], 1.0)


@_jit.not_inlined
def replay_all(p, synapses, plastic):  # type: ignore[no-untyped-def]
    """Replay the log on all rows, and start it anew."""
    learner, rows = plastic.learners[p], synapses.rows
    for i in range(learner.rows):
        x = learner.pre0 + i
        replay(p, x, rows[learner.row0 + i], rows[learner.row0 + i + 1], synapses, plastic)
        plastic.seen[x] = 0
    plastic.last[learner.post0 : learner.post0 + learner.posts] = -1
    learner.noted = 0


def set_trace_factors(t, p, synapses, plastic):  # type: ignore[no-untyped-def]
    """Compute the factors of (1) for a time, unless that is done; rebase the frame where they would
    be too large.
    """
    learner = plastic.learners[p]
    if learner.stamp == t:
        return
    if t - learner.start > learner.longest:
        rebase_traces(t, p, synapses, plastic)
    for z in range(4):
        # both sides often have one time constant
        if z >= O1 and learner.tau[z] == learner.tau[z - O1]:
            learner.up[z], learner.down[z] = learner.up[z - O1], learner.down[z - O1]
        elif learner.tau[z] < math.inf:  # infinite: of a trace that the rule does not use
            up = math.exp((t - learner.start) / learner.tau[z])
            learner.up[z], learner.down[z] = up, 1.0 / up
    learner.stamp = t


def decayed(trace, decay):  # type: ignore[no-untyped-def]
    """Return a trace after a decay, 0 where it is next to nothing."""
    new = trace * decay
    return new if new > NEGLIGIBLE else 0.0


@_jit.not_inlined
def rebase_traces(t, p, synapses, plastic):  # type: ignore[no-untyped-def]
    """Start the rotating frame anew at ``t``: multiply the factors of that time into what is
    stored, so that (1) gives the same traces as before.
    """
    learner, rows = plastic.learners[p], synapses.rows
    replay_all(p, synapses, plastic)
    passed = t - learner.start
    decay_1, decay_2 = math.exp(-passed / learner.tau[R1]), math.exp(-passed / learner.tau[R2])
    for x in range(learner.pre0, learner.pre0 + learner.rows):
        pre = plastic.pre[x]
        pre.r1_before, pre.r1 = decayed(pre.r1_before, decay_1), decayed(pre.r1, decay_1)
        pre.r2_before, pre.r2 = decayed(pre.r2_before, decay_2), decayed(pre.r2, decay_2)
    decay_1, decay_2 = math.exp(-passed / learner.tau[O1]), math.exp(-passed / learner.tau[O2])
    for j in range(learner.post0, learner.post0 + learner.posts):
        plastic.o1[j] = decayed(plastic.o1[j], decay_1)
        plastic.o2[j] = decayed(plastic.o2[j], decay_2)
    if learner.form == BY_SUM:
        plastic.sums[learner.post0 : learner.post0 + learner.posts] = 0.0
    if learner.spent > 0 or learner.form == BY_SUM:
        # a base decays with the trace that was read; a sum that was seen begins at 0 again
        decay = math.exp(-passed / learner.tau[R1]) if learner.spent > 0 else 0.0
        for place in range(
            rows[learner.row0] - learner.u_shift,
            rows[learner.row0 + learner.rows] - learner.u_shift,
        ):
            plastic.base[place] *= decay
    learner.start = t
