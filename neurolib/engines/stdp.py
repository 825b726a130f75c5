r"""Synapses that learn: the definition in plain NumPy, and the same over rows of synapses and a log of spikes, for compiled loops.

**Definition** (:class:`Learning`). At one time arrivals go first and deliver the weights that they find; then the synapses see the
postsynaptic spikes; and the traces take up both only when time goes on, so that all that is read is strictly earlier. See
:mod:`~neurolib.plasticity.timing`.

**Rows and log** (:func:`learn`). Traces stand in a rotating frame, constant between spikes:

.. math::

    z(t) = Z\, e^{-(t - t_0)/\tau}, \qquad z \leftarrow z + 1 \;\Leftrightarrow\; Z \leftarrow Z + e^{(t - t_0)/\tau} \tag{1}

so that one factor serves all synapses of a spike. The effect of a postsynaptic spike on its synapses is deferred: the spike enters a
**log**, with the factor of its amount. When a sender next sends, the log since its last visit is replayed on its row, whose trace
has not changed since (but for the arrivals at the very time of that visit, which a spike at one time with them does not see). Then
one pass over the row sets the weights to be delivered and lowers them. So a row is updated only when it is read anyway, and columns
are never searched. The log is replayed on all rows when it is full, and when the frame is rebased.

Where amounts simply add up (many targets of a row side by side, nothing used up by reading, and a share that does not depend on the
weight), a row need not see them one by one: each target keeps the **sum** of its amounts since the frame began, each synapse the
sum that it saw last, and the difference of the two moves the row in one pass. Such a frame is short, because the difference of two
sums is as exact as the larger of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

import numpy as np

from .. import _jit
from ..plasticity.traces import PAIRINGS, read, spike
from .layout import NEGLIGIBLE, Layout, Spikes, SynapseGroup, Synapses, record, records

LARGEST = 100.0  # exponent that the factors of the rotating frame may reach
SHORT = 5.0  # the same where rows see sums of amounts, whose rounding these factors enlarge
LOG = 1024  # entries of a log, at least
SHARE = 0.25  # of all targets that every row must reach, side by side, for the log to be read through
MANY = 16  # targets of a row, from which on one pass over all costs less than their spikes one by one
MOST = 4  # parameters of a rule's strengths, at most

R1, R2, O1, O2 = range(4)  # the traces of arrivals and of postsynaptic spikes
BY_TARGET, BY_SPIKE, BY_SUM = range(3)  # how a row reads the log: spikes of each target in turn; one spike after another; sums of amounts

# Kernels of the rule, with their parameters as an array: `kernels` puts them in place.
potentiation = _jit.open_name("potentiation")
depression = _jit.open_name("depression")
raised = _jit.open_name("raised")
lowered = _jit.open_name("lowered")
SIGNED = False  # bound: whether the rule adds constants to its amounts

# A synapse group that learns: where its senders, targets, rows, weights, log and fractions start; how a row sees the log; whether
# reading resets a trace (spent); how many spikes of its targets were read (cursor), and how many of them the log holds (noted). Start
# of the frame and its longest duration, the time for which the factors of (1) hold, the largest weight; memories of the traces,
# (c, k) of both bounds, and the constants of both amounts. Factors and time constants of the four traces; parameters of the strengths.
LEARNER = record(
    "block senders posts pre0 post0 row0 weight0 log0 length form spent cursor noted u0",
    "start longest stamp scale memory_r memory_o above_c above_k below_c below_k at_spike at_arrival",
    MOST,
    "up down tau plus minus",
)
# A sender: the time of its last arrival, and its traces before that time and since.
SENDER = record("", "visit r1_before r1 r2_before r2")


class Learning:
    """The synapses of a group that learns: weights as fractions ``u`` of the largest, and the traces on both sides.

    Times are in units of ``unit`` seconds.
    """

    def __init__(self, group: SynapseGroup, posts: int, unit: float) -> None:
        rule = group.rule
        self.group, self.largest, self.now = group, group.largest, 0.0
        self.rule, (self.plus, self.minus) = rule, rule.strengths()
        self.pairing, self.bounds, self.constants = PAIRINGS[rule.pairing], rule.shares, rule.constants
        self.taus = np.array(rule.taus) / unit
        senders = len(group.rows) - 1
        self.u = group.weights / self.largest
        self.r1, self.r2, self.o1, self.o2 = np.zeros(senders), np.zeros(senders), np.zeros(posts), np.zeros(posts)
        self.base = np.zeros(len(self.u))  # of r1, as each synapse read it last
        self.senders = np.repeat(np.arange(senders), np.diff(group.rows))
        self.onto = np.split(np.argsort(group.targets, kind="stable"), np.cumsum(np.bincount(group.targets, minlength=posts))[:-1])
        self.arrivals: list[int] = []
        self.fired: list[int] = []

    def arrive(self, t: float, sender: int) -> np.ndarray:
        """Let a spike arrive at all synapses of a sender; return the weights that it delivers."""
        self._settle(t)
        row = slice(self.group.rows[sender], self.group.rows[sender + 1])
        delivered = self.u[row] * self.largest
        amount = self.o1[self.group.targets[row]] * self.rule.depression(self.r2[sender], *self.minus) + self.constants[1]
        self.change(row, self.rule.lowered, amount, *self.bounds.below, 0.0)
        self.arrivals.append(sender)
        return delivered

    def fire(self, t: float, target: int) -> None:
        """Let a target spike, which all its synapses see."""
        self._settle(t)
        own = self.onto[target]
        trace = self.r1[self.senders[own]]
        amount = (trace - self.base[own]) * self.rule.potentiation(self.o2[target], *self.plus) + self.constants[0]
        self.change(own, self.rule.raised, amount, *self.bounds.above, 1.0)
        self.base[own] = read(trace, self.base[own], self.pairing.spent)
        self.fired.append(target)

    def change(self, where: Any, moved: Any, amount: np.ndarray, *bounds: float) -> None:
        """Change some weights by an ``amount`` each, in a direction and between bounds."""
        self.u[where] = moved(self.u[where], amount, *bounds)

    def _settle(self, t: float) -> None:
        """Let time go on to ``t``: traces take up the spikes of the last instant, and decay."""
        if t == self.now:
            return
        for sender in self.arrivals:
            self.r1[sender] = spike(self.r1[sender], 1.0, self.pairing.pre)
            self.r2[sender] = spike(self.r2[sender], 1.0, 1.0)
        for target in self.fired:
            self.o1[target] = spike(self.o1[target], 1.0, self.pairing.post)
            self.o2[target] = spike(self.o2[target], 1.0, 1.0)
        decays = np.exp(-(t - self.now) / self.taus)
        for trace, decay in zip((self.r1, self.r2, self.o1, self.o2, self.base), decays[[0, 1, 2, 3, 0]], strict=True):
            if decay < 1.0:
                trace *= decay
        self.now, self.arrivals, self.fired = t, [], []

    def weights(self, t: float | None = None) -> np.ndarray:
        """Return the weights in their own unit, in the order of the projection's pairs; ``t`` is for those that go on by themselves."""
        return ordered(self.group, self.u * self.largest)


class LearningByPulses(Learning):
    """The same where the weights are cells of a crossbar: each change becomes whole pulses, and is worked out from the cell's weight."""

    def __init__(self, group: SynapseGroup, posts: int, unit: float) -> None:
        super().__init__(group, posts, unit)
        self.unit, self.places = unit, np.arange(len(group.targets))

    def change(self, where: Any, moved: Any, amount: np.ndarray, *bounds: float) -> None:
        """Change the weights that have an amount at all."""
        some = np.flatnonzero(amount)

        def wanted(w: np.ndarray) -> np.ndarray:
            u = np.clip(w / self.largest, 0.0, 1.0)
            return np.asarray((moved(u, amount[some], *bounds) - u) * self.largest)

        if some.size:
            self.group.array.change(self.places[where][some], wanted, self.now * self.unit)


def ordered(group: SynapseGroup, weights: np.ndarray) -> np.ndarray:
    """Return what stands in the order of a group's rows in that of its projection's pairs."""
    pairs = np.empty(len(weights))
    pairs[group.order] = weights
    return pairs


class Definition:
    """The groups of a layout that learn by the definition, for a loop that is not compiled: see :func:`learn_by_definition`.

    ``kinds`` are what stands for synapses that keep more than a weight, by the memory that their rule names.
    """

    def __init__(self, layout: Layout, places: list[dict[str, Any]], scales: list[float], kinds: dict[str, Any]) -> None:
        groups = [(group, place, scale) for group, place, scale in zip(layout.groups, places, scales, strict=True) if group.rule]
        made = [(kinds.get(group.rule.memory, Learning), group) for group, _, _ in groups]
        self.learning = [kind(group, layout.blocks[group.block].n, layout.unit) for kind, group in made]
        self.places, self.scales, self.cursors = [place for _, place, _ in groups], [scale for *_, scale in groups], [0] * len(groups)

    def see(self, t: float, p: int, spikes: Spikes) -> None:
        """Let the synapses of the group ``p`` see all spikes of their targets before the time ``t``."""
        learning, block = self.learning[p], self.learning[p].group.block
        first = spikes.start[block]
        while self.cursors[p] < spikes.count[block] and spikes.when[first + self.cursors[p]] < t:
            learning.fire(spikes.when[first + self.cursors[p]], spikes.who[first + self.cursors[p]])
            self.cursors[p] += 1

    def teach(self, p: int, fractions: np.ndarray, spikes: Spikes, synapses: Synapses) -> None:
        """Let the synapses of the group ``p``, which have seen all spikes of the lists, go on from these ``fractions``."""
        self.see(math.inf, p, spikes)
        self.learning[p].u[:] = fractions

    def reinforce(self, p: int, t: float, reward: float | None, spikes: Spikes, synapses: Synapses) -> None:
        """Let the third factor of the group ``p``, which has seen all spikes of the lists, be ``reward`` from the time ``t`` on."""
        self.see(math.inf, p, spikes)
        self.learning[p].reinforce(t, reward)

    def weights(self, spikes: Spikes, synapses: Synapses, t: float | None = None) -> list[tuple[Any, np.ndarray]]:
        """Return each projection that learns, and its weights at time ``t``, after all spikes of the lists."""
        for p in range(len(self.learning)):
            self.see(math.inf, p, spikes)
        return [(learning.group.projections[0], learning.weights(t)) for learning in self.learning]


def learn_by_definition(t, p, sender, low, high, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Do what :func:`learn` does by the :class:`Definition` that stands for the plastic state."""
    plastic.see(t, p, spikes)
    shift = plastic.places[p]["weight0"]
    synapses.weights[low - shift : high - shift] = plastic.learning[p].arrive(t, sender) / plastic.scales[p]


# --- rows and log ------------------------------------------------------------------------------------------------------------------


class Plastic(NamedTuple):
    """The plastic state: what the loops keep of all groups that learn.

    ``pre`` has a record per sender and ``seen`` the entries of the log that each has seen; ``o1``, ``o2`` and ``sums`` are the
    traces of targets and the sums of their amounts; ``u`` are the weights as fractions and ``base`` what each synapse read or saw
    last; ``last`` is the last entry of each target, and the log has ``at``, ``amounts``, ``who`` and the ``previous`` of the same target.
    """

    learners: Any
    pre: Any
    seen: Any
    o1: Any
    o2: Any
    sums: Any
    u: Any
    base: Any
    last: Any
    at: Any
    amounts: Any
    who: Any
    previous: Any
    stack: Any


def obstacle(layout: Layout) -> str | None:
    """Return why synapses cannot learn compiled, or ``None``."""
    if len(layout.rules) > 1:
        return f"its synapses learn by {' and '.join(rule.__name__ for rule in layout.rules)}, and the compiled loop holds one rule"
    if any(len(strength) > MOST for group in layout.groups if hasattr(group.rule, "strengths") for strength in group.rule.strengths()):
        return f"a rule has more than {MOST} parameters of a strength"
    return None


class Learners:
    """All groups of a layout that learn, and their plastic ``state`` for the loops.

    ``places`` and ``scales`` are those of :func:`~neurolib.engines.layout.join_rows`. ``called`` are by name the functions of
    a loop that synapses with a memory need in place of those here. ``finish`` is :func:`finish` as the engine's loop calls it for a
    group and a state: alone, it would be compiled a second time, with all that it calls.
    """

    called: ClassVar[tuple[Any, ...]] = ()
    finish: Callable[[int, Any], Any]

    def __init__(self, layout: Layout, places: list[dict[str, Any]], scales: list[float]) -> None:
        self.groups = [group for group in layout.groups if group.rule]
        own = [(place, scale) for group, place, scale in zip(layout.groups, places, scales, strict=True) if group.rule]
        self.state = self._state(layout, own)

    def _state(self, layout: Layout, places: list[tuple[dict[str, Any], float]]) -> Plastic:
        rows, at = [], np.zeros(4, dtype=np.int64)  # senders, targets, synapses, log entries so far
        for group, (place, scale) in zip(self.groups, places, strict=True):
            sizes = np.array([len(group.rows) - 1, layout.blocks[group.block].n, len(group.targets), 0])
            sizes[3] = max(LOG, 16 * sizes[1])
            rows.append(_learner(group, place, scale, layout.unit, sizes, at))
            at += sizes
        learners = records(LEARNER, rows)
        u = np.concatenate([group.weights / group.largest for group in self.groups])
        pre, seen, o1, o2, sums = np.zeros(at[0], SENDER), np.zeros(at[0], dtype=np.int64), *np.zeros((3, at[1]))
        pre["visit"] = -1.0
        base = np.zeros(len(u) if learners["spent"].any() or (learners["form"] == BY_SUM).any() else 1)
        log = np.zeros(at[3]), np.zeros(at[3]), np.zeros(at[3], dtype=np.int32), np.zeros(at[3], dtype=np.int32)
        stack = np.zeros(learners["length"].max(initial=1), dtype=np.int32)
        return Plastic(learners, pre, seen, o1, o2, sums, u, base, np.full(at[1], -1, dtype=np.int32), *log, stack)

    def weights(self, spikes: Spikes, synapses: Synapses, t: float | None = None) -> list[tuple[Any, np.ndarray]]:
        """Return each projection that learns, and its weights after all spikes of the lists; the run may go on as if unasked."""
        state, found, first = Plastic(*(array.copy() for array in self.state)), [], 0
        for p, group in enumerate(self.groups):
            self.finish(p, state)
            own = state.u[first : first + len(group.targets)]
            first += len(own)
            found.append((group.projections[0], ordered(group, own * group.largest)))
        return found

    def teach(self, p: int, fractions: np.ndarray, spikes: Spikes, synapses: Synapses) -> None:
        """Let the synapses of the group ``p``, which have seen all spikes of the lists, go on from these ``fractions``."""
        self.finish(p, self.state)
        first = sum(len(group.targets) for group in self.groups[:p])
        self.state.u[first : first + len(fractions)] = fractions


def _learner(group: SynapseGroup, place: dict[str, Any], scale: float, unit: float, sizes: np.ndarray, at: np.ndarray) -> dict[str, Any]:
    """Return the record of a group that learns: of these ``sizes``, behind so many senders, targets, synapses and log entries."""
    dense = group.contiguous and np.diff(group.rows).min(initial=sizes[1]) >= SHARE * sizes[1]
    memory, bounds, taus = PAIRINGS[group.rule.pairing], group.rule.shares, np.array(group.rule.taus) / unit
    adds = dense and sizes[1] >= MANY and not memory.spent and bounds.above[1] == 0 and not (group.rule.signed or group.rule.memory)
    whole = dict(zip(("senders", "posts", "length"), sizes[[0, 1, 3]], strict=True))
    whole |= dict(zip(("pre0", "post0", "log0"), at[[0, 1, 3]], strict=True))
    whole |= {"block": group.block, "row0": place["row0"], "weight0": place["weight0"], "u0": place["synapse0"] - at[2]}
    whole |= {"form": BY_SUM if adds else BY_SPIKE if dense else BY_TARGET, "spent": memory.spent}
    longest = min(LARGEST * taus.min(), SHORT * taus[0] if adds else np.inf)
    real = {"longest": longest, "stamp": -1.0, "scale": group.largest / scale, "memory_r": memory.pre, "memory_o": memory.post}
    real |= dict(zip(("above_c", "above_k", "below_c", "below_k"), (*bounds.above, *bounds.below), strict=True))
    real |= dict(zip(("at_spike", "at_arrival"), group.rule.constants, strict=True))
    plus, minus = (np.pad(np.array(strength, dtype=float), (0, MOST - len(strength))) for strength in group.rule.strengths())
    return {**whole, **real, "up": np.ones(4), "down": np.ones(4), "tau": taus, "plus": plus, "minus": minus}


def kernels(rule: Any) -> dict[str, Any]:
    """Return the kernels that a loop which calls :func:`learn` is bound to, for synapses that learn by a rule (a class) or not at all."""
    if rule is None or rule.memory == "terminal":
        return {"learn": _nothing, "finish": _no_rest}
    own = {name: _jit.on_scalars(getattr(rule, name), np.exp) for name in ("raised", "lowered")} | {"SIGNED": rule.signed}
    for name in "potentiation", "depression":
        function = getattr(rule, name)
        row = ", ".join(f"row[{k}]" for k in range(function.__code__.co_argcount - 1))
        own[name] = _jit.generated(f"def {name}(second, row): return strength(second, {row})", name, strength=function)
    return own


def _nothing(t, p, sender, low, high, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Stand in for learning in a network that does not."""


def _no_rest(p, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Stand in for :func:`finish` in a network whose synapses learn nothing."""


def learn(t, p, sender, low, high, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Process an arrival at a row: store the weights that it delivers, then depress the fractions for the next one."""
    me, x = plastic.learners[p], plastic.learners[p].pre0 + sender
    unread = spikes.start[me.block] + me.cursor  # no call without new spikes: a call copies the address of every table
    if me.cursor < spikes.count[me.block] and spikes.when[unread] < t:
        collect(t, p, spikes, synapses, plastic)
    factors_at(t, p, synapses, plastic)
    replay(p, x, low, high, synapses, plastic)
    own = plastic.pre[x]
    if own.visit != t:
        own.visit, own.r1_before, own.r2_before = t, own.r1, own.r2
    amount = me.down[O1] * depression(own.r2_before * me.down[R2], me.minus)
    scale, c, slope, constant, post0, n = me.scale, me.below_c, me.below_k, me.at_arrival, me.post0, high - low
    W, U = synapses.weights[low - me.weight0 : high - me.weight0], plastic.u[low - me.u0 : high - me.u0]
    if me.form > 0 and n > 0:
        O = plastic.o1[post0 + synapses.targets[low] : post0 + synapses.targets[low] + n]
        for k in range(n):
            w = U[k]
            W[k] = w * scale
            U[k] = lowered(w, with_constant(O[k] * amount, constant), c, slope, 0.0)
    else:
        for k in range(n):
            w = U[k]
            W[k] = w * scale
            U[k] = lowered(w, with_constant(plastic.o1[post0 + synapses.targets[low + k]] * amount, constant), c, slope, 0.0)
    own.r1 = spike(own.r1, me.up[R1], me.memory_r)
    own.r2 = spike(own.r2, me.up[R2], 1.0)
    plastic.seen[x] = me.noted


@_jit.not_inlined
def finish(p, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Apply to all synapses of a group all spikes of their targets."""
    collect(math.inf, p, spikes, synapses, plastic)
    apply_all(p, synapses, plastic)


@_jit.not_inlined
def collect(t, p, spikes, synapses, plastic):  # type: ignore[no-untyped-def]
    """Enter all spikes of the targets before the time ``t`` into the log; a cursor of its own marks those that were entered."""
    me, o1, o2 = plastic.learners[p], plastic.o1, plastic.o2
    h, end = spikes.start[me.block] + me.cursor, spikes.start[me.block] + spikes.count[me.block]
    while h < end and spikes.when[h] < t:
        if me.noted == me.length:
            apply_all(p, synapses, plastic)
        factors_at(float(spikes.when[h]), p, synapses, plastic)
        j, c = me.post0 + spikes.who[h], me.log0 + me.noted
        plastic.at[c], plastic.who[c], plastic.previous[c] = spikes.when[h], spikes.who[h], plastic.last[j]
        plastic.amounts[c] = me.down[R1] * potentiation(o2[j] * me.down[O2], me.plus)
        plastic.sums[j] += plastic.amounts[c]
        plastic.last[j] = me.noted
        me.noted += 1
        o1[j] = spike(o1[j], me.up[O1], me.memory_o)
        o2[j] = spike(o2[j], me.up[O2], 1.0)
        h += 1
    me.cursor = h - spikes.start[me.block]


def replay(p, x, low, high, synapses, plastic):  # type: ignore[no-untyped-def]
    """Apply to a row the spikes that were entered since its last visit, at each synapse in their order."""
    me, own, targets, last, previous, stack = (
        plastic.learners[p], plastic.pre[x], synapses.targets, plastic.last, plastic.previous, plastic.stack
    )  # fmt: skip
    first, n, log0, spent = plastic.seen[x], me.noted - plastic.seen[x], me.log0, me.spent > 0
    if n == 0 or low == high:
        return
    visit, before, r, c, k, constant = own.visit, own.r1_before, own.r1, me.above_c, me.above_k, me.at_spike
    U, B = plastic.u[low - me.u0 : high - me.u0], plastic.base[low - me.u0 : high - me.u0]  # B where it is used
    AT, AMOUNT, WHO = (
        plastic.at[log0 + first : log0 + first + n], plastic.amounts[log0 + first : log0 + first + n],
        plastic.who[log0 + first : log0 + first + n],
    )  # fmt: skip
    if me.form > 0:
        m = 0
        while m < n and AT[m] == visit:  # at one time with the last arrivals
            m += 1
        if me.form == BY_SUM:
            apply(WHO[:m], AMOUNT[:m], before - r, targets[low], U, B, False, c, k, 0.0)
            S = plastic.sums[me.post0 + targets[low] : me.post0 + targets[low] + len(U)]
            for e in range(len(U)):
                amount = r * (S[e] - B[e])
                B[e] = S[e]
                U[e] = raised(U[e], amount, c, k, 1.0)
            return
        apply(WHO[:m], AMOUNT[:m], before, targets[low], U, B, spent, c, k, constant)
        apply(WHO[m:], AMOUNT[m:], r, targets[low], U, B, spent, c, k, constant)
        return
    for e in range(len(U)):
        m, depth = last[me.post0 + targets[low + e]], 0
        while m >= first:
            stack[depth] = m - first
            depth += 1
            m = previous[log0 + m]
        while depth > 0:
            depth -= 1
            m = stack[depth]
            here = before if AT[m] == visit else r
            U[e] = raised(U[e], with_constant((here - B[e] if spent else here) * AMOUNT[m], constant), c, k, 1.0)
            if spent:
                B[e] = read(here, B[e], 1.0)


def with_constant(amount, constant):  # type: ignore[no-untyped-def]
    """Return an amount with the constant of the rule, if it has one."""
    return amount + constant if SIGNED else amount


def apply(who, amounts, r, target, U, B, spent, c, k, constant):  # type: ignore[no-untyped-def]
    """Raise those weights of a row, side by side from ``target`` on, whose targets spiked."""
    n = np.uint64(len(U))
    for m in range(len(who)):
        e = np.uint64(who[m] - target)  # beyond n, too, where it is negative
        if e < n:
            U[e] = raised(U[e], with_constant((r - B[e] if spent else r) * amounts[m], constant), c, k, 1.0)
            if spent:
                B[e] = read(r, B[e], 1.0)


@_jit.not_inlined
def apply_all(p, synapses, plastic):  # type: ignore[no-untyped-def]
    """Replay the log on all rows, and start it anew."""
    me, rows = plastic.learners[p], synapses.rows
    for i in range(me.senders):
        x = me.pre0 + i
        replay(p, x, rows[me.row0 + i], rows[me.row0 + i + 1], synapses, plastic)
        plastic.seen[x] = 0
    plastic.last[me.post0 : me.post0 + me.posts] = -1
    me.noted = 0


def factors_at(t, p, synapses, plastic):  # type: ignore[no-untyped-def]
    """Compute the factors of (1) for a time, unless that is done; rebase the frame where they would be too large."""
    me = plastic.learners[p]
    if me.stamp == t:
        return
    if t - me.start > me.longest:
        rebase(t, p, synapses, plastic)
    for z in range(4):
        if z >= O1 and me.tau[z] == me.tau[z - O1]:  # both sides often have one time constant
            me.up[z], me.down[z] = me.up[z - O1], me.down[z - O1]
        elif me.tau[z] < math.inf:
            up = math.exp((t - me.start) / me.tau[z])
            me.up[z], me.down[z] = up, 1.0 / up
    me.stamp = t


def decayed(trace, decay):  # type: ignore[no-untyped-def]
    """Return a trace after a decay, 0 where it is next to nothing."""
    new = trace * decay
    return new if new > NEGLIGIBLE else 0.0


@_jit.not_inlined
def rebase(t, p, synapses, plastic):  # type: ignore[no-untyped-def]
    """Start the rotating frame anew at ``t``: (1) at its end is (1) at the start of the next."""
    me, rows = plastic.learners[p], synapses.rows
    apply_all(p, synapses, plastic)
    passed = t - me.start
    decay_1, decay_2 = math.exp(-passed / me.tau[R1]), math.exp(-passed / me.tau[R2])
    for x in range(me.pre0, me.pre0 + me.senders):
        own = plastic.pre[x]
        own.r1_before, own.r1 = decayed(own.r1_before, decay_1), decayed(own.r1, decay_1)
        own.r2_before, own.r2 = decayed(own.r2_before, decay_2), decayed(own.r2, decay_2)
    decay_1, decay_2 = math.exp(-passed / me.tau[O1]), math.exp(-passed / me.tau[O2])
    for j in range(me.post0, me.post0 + me.posts):
        plastic.o1[j], plastic.o2[j] = decayed(plastic.o1[j], decay_1), decayed(plastic.o2[j], decay_2)
    if me.form == BY_SUM:
        plastic.sums[me.post0 : me.post0 + me.posts] = 0.0
    if me.spent > 0 or me.form == BY_SUM:
        decay = math.exp(-passed / me.tau[R1]) if me.spent > 0 else 0.0
        for e in range(rows[me.row0] - me.u0, rows[me.row0 + me.senders] - me.u0):
            plastic.base[e] *= decay
    me.start = t
