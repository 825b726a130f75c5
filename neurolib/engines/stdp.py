r"""Synapses that learn, in plain NumPy: to be read as the definition of what an arrival and a postsynaptic spike do to them.

At one time arrivals go first and deliver the weights that they find; then postsynaptic spikes are told; and only when time goes
on do the traces take up what happened, so that all that is read is strictly earlier. See :mod:`~neurolib.plasticity.timing`.

Synapses that learn, for the compiled paths: the arrays over which the loops of ``plastic_loops`` run, and their binding.

The loops of synapses that learn, for Numba: weights in rows by sender, and postsynaptic spikes only noted.

Traces stand in a **rotating frame**, as the currents of :mod:`~neurolib.engines.loops` do: constant between spikes, and

.. math::

    z(t) = Z\, e^{-(t - t_0)/\tau}, \qquad z \leftarrow z + 1 \;\Leftrightarrow\; Z \leftarrow Z + e^{(t - t_0)/\tau} \tag{1}

so that one factor serves all synapses of a spike. What a postsynaptic spike does to its synapses is put off: it is noted in a
**log**, with the factor of its dose. When a sender next sends, the log since its last visit is replayed on its row, whose trace
has not changed since (but for the arrivals at the very instant of that visit, which a spike at one time with them does not see).
Then one pass over the row sets the weights to be delivered and lowers them. So a row is touched when it is read anyway, and no
column ever is. The log is replayed on all rows when it is full, and when the frame starts anew.

Where doses simply add up (many targets of a row side by side, nothing used up by reading, and a share that does not depend on the
weight), a row need not see them one by one: each target keeps the **sum** of its doses since the frame began, each synapse the
sum that it saw last, and the difference of the two moves the row in one pass. Such a frame is short, for the difference of two
sums is as exact as the larger of them.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from .. import _jit
from ..plasticity import traces
from ..plasticity.traces import BOUNDS, PAIRINGS, lowered, raised, read, spike
from .integrators import with_vectors
from .layout import Bundle, Layout

Counts = dict[tuple[str, str], int]


class Learning:
    """The synapses of a bundle that learns: weights as fractions ``u`` of the largest, and the traces on both sides.

    Times are in units of ``unit`` seconds.
    """

    def __init__(self, bundle: Bundle, posts: int, unit: float) -> None:
        rule, projection = bundle.rule, bundle.projections[0]
        self.bundle, self.largest, self.now = bundle, projection.w_max or 0.0, 0.0
        self.rule, (self.plus, self.minus) = rule, rule.strengths()
        self.pairing, self.bounds = PAIRINGS[rule.pairing], BOUNDS[rule.bounds]
        self.taus = np.array(rule.taus) / unit
        senders = len(bundle.rows) - 1
        self.u = bundle.weights / self.largest
        self.r1, self.r2, self.o1, self.o2 = np.zeros(senders), np.zeros(senders), np.zeros(posts), np.zeros(posts)
        self.base = np.zeros(len(self.u))  # of r1, as each synapse read it last
        self.senders = np.repeat(np.arange(senders), np.diff(bundle.rows))
        self.onto = np.split(np.argsort(bundle.targets, kind="stable"), np.cumsum(np.bincount(bundle.targets, minlength=posts))[:-1])
        self.arrivals: list[int] = []
        self.fired: list[int] = []

    def arrive(self, t: float, sender: int) -> np.ndarray:
        """Let a spike arrive at all synapses of a sender; return the weights that it delivers."""
        self._settle(t)
        row = slice(self.bundle.rows[sender], self.bundle.rows[sender + 1])
        delivered = self.u[row] * self.largest
        dose = self.o1[self.bundle.targets[row]] * self.rule.depression(self.r2[sender], *self.minus)
        self.u[row] = lowered(self.u[row], dose, *self.bounds.below, 0.0)
        self.arrivals.append(sender)
        return delivered

    def fire(self, t: float, target: int) -> None:
        """Let a target spike, which all its synapses see."""
        self._settle(t)
        own = self.onto[target]
        trace = self.r1[self.senders[own]]
        dose = (trace - self.base[own]) * self.rule.potentiation(self.o2[target], *self.plus)
        self.u[own] = raised(self.u[own], dose, *self.bounds.above, 1.0)
        self.base[own] = read(trace, self.base[own], self.pairing.spent)
        self.fired.append(target)

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
        fades = np.exp(-(t - self.now) / self.taus)
        for trace, fade in zip((self.r1, self.r2, self.o1, self.o2, self.base), fades[[0, 1, 2, 3, 0]], strict=True):
            if fade < 1.0:
                trace *= fade
        self.now, self.arrivals, self.fired = t, [], []

    def weights(self) -> np.ndarray:
        """Return the weights in their own unit, in the order of the projection's pairs."""
        return ordered(self.bundle, self.u * self.largest)


def ordered(bundle: Bundle, weights: np.ndarray) -> np.ndarray:
    """Return what stands in the order of a bundle's rows in that of its projection's pairs."""
    pairs = np.empty(len(weights))
    pairs[bundle.order] = weights
    return pairs


def count_learning(counts: Counts, bundle: Bundle, layout: Layout, fetched: int, fired: np.ndarray) -> None:
    """Add to the ``counts`` of a bundle that learns what learning did, with ``fetched`` rows and the targets that ``fired``.

    Every arrival at a synapse changes its weight, and so does every spike of its target. An arrival reads a trace more than one
    that teaches nothing, and writes the weight; a spike reads the weight and a trace of each sender, and writes the weight. Each
    row that is fetched, and each spike that someone is to learn from, reads and writes the traces of its neuron.
    """
    if bundle.rule is None:
        return
    name = bundle.projections[0].name
    fan_in = np.bincount(bundle.targets, minlength=layout.slabs[bundle.slab].n)[fired]
    arrivals, seen = counts["synaptic event", name], int(fan_in.sum())
    traces = np.isfinite(bundle.rule.taus)
    own = fetched * int(traces[:2].sum()) + int(np.count_nonzero(fan_in)) * int(traces[2:].sum())
    counts["plasticity update", name] = arrivals + seen
    counts["word read", name] += arrivals + 2 * seen + own
    counts["word written", name] += arrivals + seen + own


LARGEST = 100.0  # exponent that the factors of the rotating frame may reach
SHORT = 5.0  # and where rows see sums of doses, whose rounding these factors enlarge
LOG = 1024  # entries of a log, at least
SHARE = 0.25  # of all targets that every row must reach, side by side, for the log to be read through
MANY = 16  # targets of a row, from which on one pass over all costs less than their spikes one by one
MOST = 4  # parameters of a rule's strengths, at most

Mind = tuple[np.ndarray, ...]

strength: Any  # a global that `bind` puts in place


def rule(layout: Layout) -> Any:
    """Return the rule of the synapses that learn, as a class; ``None`` where none do."""
    return next((type(b.rule) for b in layout.bundles if b.rule), None)


def obstacle(layout: Layout) -> str | None:
    """Return why synapses cannot learn compiled, or ``None``."""
    rules = {type(b.rule).__name__: None for b in layout.bundles if b.rule}
    if len(rules) > 1:
        return f"its synapses learn by {' and '.join(rules)}, and the compiled loop holds one rule"
    if any(len(strength) > MOST for b in layout.bundles if b.rule for strength in b.rule.strengths()):
        return f"a rule has more than {MOST} parameters of a strength"
    return None


class Learners:
    """All bundles of a layout that learn: which they are, and their ``mind`` of arrays for the loops.

    ``places`` say for each of them where its rows and its weights start in the engine's arrays: (row0, synapse0 − weight0). A
    weight is ``scales`` times a fraction there. Times are in units of ``unit`` seconds.
    """

    def __init__(self, layout: Layout, places: list[tuple[int, int, int]], scales: list[float], unit: float) -> None:
        self.layout, self.scales = layout, scales
        self.bundles = [bundle for bundle in layout.bundles if bundle.rule]
        n, at = len(self.bundles), np.zeros(4, dtype=np.int64)  # senders, targets, synapses, log entries so far
        whole, real = np.zeros((n, 14), dtype=np.int64), np.zeros((n, 22))
        plus, minus = np.zeros((n, MOST)), np.zeros((n, MOST))
        for p, (bundle, (row0, synapse0, weight0), scale) in enumerate(zip(self.bundles, places, scales, strict=True)):
            sizes = np.array([len(bundle.rows) - 1, layout.slabs[bundle.slab].n, len(bundle.targets), 0])
            sizes[3] = max(LOG, 16 * sizes[1])
            dense = bundle.wide and np.diff(bundle.rows).min(initial=sizes[1]) >= SHARE * sizes[1]
            memory, bounds = PAIRINGS[bundle.rule.pairing], BOUNDS[bundle.rule.bounds]
            adds = dense and sizes[1] >= MANY and not memory.spent and bounds.above[1] == 0
            how = SUMS if adds else LIFTS if dense else CHAINS
            whole[p] = (
                bundle.slab, sizes[0], sizes[1], at[0], at[1], row0, weight0, at[3], sizes[3], how, memory.spent,
                0, 0,
                synapse0 - at[2],
            )  # fmt: skip
            taus = np.array(bundle.rule.taus) / unit
            longest = min(LARGEST * taus.min(), SHORT * taus[0] if adds else np.inf)
            real[p] = 0.0, longest, -1.0, scale, *np.ones(8), *taus, *memory[:2], *bounds.above, *bounds.below
            for table, strength in zip((plus, minus), bundle.rule.strengths(), strict=True):
                table[p, : len(strength)] = strength
            at += sizes
        u = np.concatenate([np.zeros(0), *(b.weights / b.projections[0].w_max for b in self.bundles)])
        pre = np.zeros((at[0], 5))
        pre[:, VISIT] = -1.0
        base = np.zeros(len(u) if whole[:, SPENT].any() or (whole[:, DENSE] == SUMS).any() else 1)
        seen, post, last = np.zeros(at[0], dtype=np.int64), np.zeros((3, at[1])), np.full(at[1], -1, dtype=np.int32)
        log = np.zeros(at[3]), np.zeros(at[3]), np.zeros(at[3], dtype=np.int32), np.zeros(at[3], dtype=np.int32)
        stack = np.zeros(whole[:, LENGTH].max(initial=1), dtype=np.int32)
        self.mind: Mind = whole, real, plus, minus, pre, seen, post, u, base, last, *log, stack

    def weights(self, lists: Any, rows: np.ndarray, targets: np.ndarray) -> list[tuple[Any, np.ndarray]]:
        """Return each projection that learns, and its weights after all spikes of the lists; the run may go on as if unasked."""
        mind, found, first = tuple(array.copy() for array in self.mind), [], 0
        for p, bundle in enumerate(self.bundles):
            bind(rule(self.layout))["finish"](p, lists, rows, targets, mind)
            own = mind[7][first : first + len(bundle.targets)]
            first += len(own)
            found.append((bundle.projections[0], ordered(bundle, own * bundle.projections[0].w_max)))
        return found


def _strength1(second, row):  # type: ignore[no-untyped-def]
    return strength(second, row[0])


def _strength2(second, row):  # type: ignore[no-untyped-def]
    return strength(second, row[0], row[1])


def _strength3(second, row):  # type: ignore[no-untyped-def]
    return strength(second, row[0], row[1], row[2])


def _strength4(second, row):  # type: ignore[no-untyped-def]
    return strength(second, row[0], row[1], row[2], row[3])


def _nothing(t, p, sender, low, high, lists, rows, targets, weights, mind):  # type: ignore[no-untyped-def]
    """Stand in for learning in a network that does not."""


@lru_cache(maxsize=16)
def bind(rule: Any) -> dict[str, Any]:
    """Return the loops of ``plastic_loops`` by name, bound to the kernels of a rule (a class) and to each other."""
    if rule is None:
        return {"learn": _jit.kernel(_nothing)}
    made: dict[str, Any] = {name: _jit.kernel(getattr(traces, name)) for name in ("spike", "read", "share")}
    for name in "raised", "lowered":
        made[name] = _jit.bind(with_vectors(getattr(traces, name), np.exp), {"share": made["share"]}, "bounds", cache=False)
    for name in "potentiation", "depression":
        function = getattr(rule, name)
        arity = globals()[f"_strength{function.__code__.co_argcount - 1}"]
        made[name] = _jit.bind(arity, {"strength": _jit.kernel(function)}, rule.__name__, cache=False)
    for name in "lift", "replay", "flush", "fold", "refer", "absorb", "learn", "finish":
        function = globals()[f"_{name}"]
        used = {part: made[part] for part in function.__code__.co_names if part in made}
        made[name] = _jit.bind(
            function, used, rule.__name__, cache=name == "finish", forceinline=name in ("lift", "refer", "replay", "learn"), **_jit.LEAN
        )
    return made


# Globals that `plastic_compiled` puts in place; the loops below name them.
potentiation: Any
depression: Any
refer: Any
fold: Any
flush: Any
absorb: Any
lift: Any
replay: Any

FADED = 1e-200  # what is smaller is zero: near the smallest floats arithmetic is slow

# Columns of the tables: one row a bundle that learns, of whole numbers and of real ones; one row a sender.
SLAB, SENDERS, POSTS, PRE0, POST0, ROW0, WEIGHT0, LOG0, LENGTH, DENSE, SPENT, HEAD, NOTED, U0 = range(14)
START, LONGEST, STAMP, SCALE = range(4)
UP, DOWN, TAU = 4, 8, 12  # four columns each, for r_1, r_2, o_1 and o_2
MEMORY, ABOVE, BELOW = 16, 18, 20  # two columns each
R1, R2, O1, O2 = range(4)
CHAINS, LIFTS, SUMS = range(3)  # how a row sees the log (DENSE): each synapse its own spikes; one spike at a time; all at once
DOSES = 2  # the row of `post` with the sum of doses, after o_1 and o_2
VISIT, R1_BEFORE, R1_SINCE, R2_BEFORE, R2_SINCE = range(5)


def _learn(t, p, sender, low, high, lists, rows, targets, weights, mind):  # type: ignore[no-untyped-def]
    """Let a spike arrive at its row: put into ``weights`` what it delivers, and lower the weights for the next one."""
    whole, real, _plus, minus, pre, seen, post, u = mind[:8]
    when, _who, start, count = lists
    head = whole[p, HEAD]  # a call copies every table's place, so there is none where nothing has happened
    if head < count[whole[p, SLAB]] and when[start[whole[p, SLAB]] + head] < t:
        absorb(t, p, lists, rows, targets, mind)
    refer(t, p, rows, targets, mind)
    x = whole[p, PRE0] + sender
    replay(p, x, low, high, targets, mind)
    if pre[x, VISIT] != t:
        pre[x, VISIT], pre[x, R1_BEFORE], pre[x, R2_BEFORE] = t, pre[x, R1_SINCE], pre[x, R2_SINCE]
    dose = real[p, DOWN + O1] * depression(pre[x, R2_BEFORE] * real[p, DOWN + R2], minus[p])
    scale, c, slope, post0, n = real[p, SCALE], real[p, BELOW], real[p, BELOW + 1], whole[p, POST0], high - low
    W, U = weights[low - whole[p, WEIGHT0] : high - whole[p, WEIGHT0]], u[low - whole[p, U0] : high - whole[p, U0]]
    if whole[p, DENSE] > 0 and n > 0:
        O = post[0, post0 + targets[low] : post0 + targets[low] + n]
        for k in range(n):
            w = U[k]
            W[k] = w * scale
            U[k] = lowered(w, O[k] * dose, c, slope, 0.0)
    else:
        for k in range(n):
            w = U[k]
            W[k] = w * scale
            U[k] = lowered(w, post[0, post0 + targets[low + k]] * dose, c, slope, 0.0)
    pre[x, R1_SINCE] = spike(pre[x, R1_SINCE], real[p, UP + R1], real[p, MEMORY])
    pre[x, R2_SINCE] = spike(pre[x, R2_SINCE], real[p, UP + R2], 1.0)
    seen[x] = whole[p, NOTED]


def _finish(p, lists, rows, targets, mind):  # type: ignore[no-untyped-def]
    """Let all synapses of a bundle see all spikes of their targets."""
    absorb(math.inf, p, lists, rows, targets, mind)
    flush(p, rows, targets, mind)


def _absorb(t, p, lists, rows, targets, mind):  # type: ignore[no-untyped-def]
    """Note all spikes of the targets before the time ``t``: the list of spikes, read with a head of its own."""
    whole, real, plus, _minus, _pre, _seen, post, _u, _base, last, at, doses, noted, previous = mind[:14]
    when, who, start, count = lists
    q, post0 = whole[p, SLAB], whole[p, POST0]
    h, end = start[q] + whole[p, HEAD], start[q] + count[q]
    while h < end and when[h] < t:
        if whole[p, NOTED] == whole[p, LENGTH]:
            flush(p, rows, targets, mind)
        refer(float(when[h]), p, rows, targets, mind)
        j, c = post0 + who[h], whole[p, LOG0] + whole[p, NOTED]
        at[c], noted[c], previous[c] = when[h], who[h], last[j]
        doses[c] = real[p, DOWN + R1] * potentiation(post[1, j] * real[p, DOWN + O2], plus[p])
        post[DOSES, j] += doses[c]
        last[j] = whole[p, NOTED]
        whole[p, NOTED] += 1
        post[0, j] = spike(post[0, j], real[p, UP + O1], real[p, MEMORY + 1])
        post[1, j] = spike(post[1, j], real[p, UP + O2], 1.0)
        h += 1
    whole[p, HEAD] = h - start[q]


def _replay(p, x, low, high, targets, mind):  # type: ignore[no-untyped-def]
    """Let a row see the spikes that were noted since its last visit, each synapse in their order."""
    whole, real, _plus, _minus, pre, seen, post, u, base, last, at, doses, who, previous, stack = mind
    first, n, log0, spent = seen[x], whole[p, NOTED] - seen[x], whole[p, LOG0], whole[p, SPENT] > 0
    if n == 0 or low == high:
        return
    visit, before, r = pre[x, VISIT], pre[x, R1_BEFORE], pre[x, R1_SINCE]
    c, k = real[p, ABOVE], real[p, ABOVE + 1]
    U, B = u[low - whole[p, U0] : high - whole[p, U0]], base[low - whole[p, U0] : high - whole[p, U0]]  # B where it is used
    AT, DOSE, WHO = at[log0 + first : log0 + first + n], doses[log0 + first : log0 + first + n], who[log0 + first : log0 + first + n]
    if whole[p, DENSE] > 0:
        m = 0
        while m < n and AT[m] == visit:  # at one time with the last arrivals
            m += 1
        if whole[p, DENSE] == SUMS:
            lift(WHO[:m], DOSE[:m], before - r, targets[low], U, B, False, c, k)
            S = post[DOSES, whole[p, POST0] + targets[low] : whole[p, POST0] + targets[low] + len(U)]
            for e in range(len(U)):
                dose = r * (S[e] - B[e])
                B[e] = S[e]
                U[e] = raised(U[e], dose, c, k, 1.0)
            return
        lift(WHO[:m], DOSE[:m], before, targets[low], U, B, spent, c, k)
        lift(WHO[m:], DOSE[m:], r, targets[low], U, B, spent, c, k)
        return
    for e in range(len(U)):
        m, depth = last[whole[p, POST0] + targets[low + e]], 0
        while m >= first:
            stack[depth] = m - first
            depth += 1
            m = previous[log0 + m]
        while depth > 0:
            depth -= 1
            m = stack[depth]
            here = before if AT[m] == visit else r
            U[e] = raised(U[e], (here - B[e] if spent else here) * DOSE[m], c, k, 1.0)
            if spent:
                B[e] = read(here, B[e], 1.0)


def _lift(who, doses, r, target, U, B, spent, c, k):  # type: ignore[no-untyped-def]
    """Raise those weights of a row, side by side from ``target`` on, whose targets spiked."""
    n = np.uint64(len(U))
    for m in range(len(who)):
        e = np.uint64(who[m] - target)  # beyond n, too, where it is negative
        if e < n:
            U[e] = raised(U[e], (r - B[e] if spent else r) * doses[m], c, k, 1.0)
            if spent:
                B[e] = read(r, B[e], 1.0)


def _flush(p, rows, targets, mind):  # type: ignore[no-untyped-def]
    """Replay the log on all rows, and start it anew."""
    whole, seen, last = mind[0], mind[5], mind[9]
    for i in range(whole[p, SENDERS]):
        x = whole[p, PRE0] + i
        replay(p, x, rows[whole[p, ROW0] + i], rows[whole[p, ROW0] + i + 1], targets, mind)
        seen[x] = 0
    last[whole[p, POST0] : whole[p, POST0] + whole[p, POSTS]] = -1
    whole[p, NOTED] = 0


def _refer(t, p, rows, targets, mind):  # type: ignore[no-untyped-def]
    """Compute the factors of (1) for a time, unless that is done; start the frame anew where they would be too large."""
    real = mind[1]
    if real[p, STAMP] == t:
        return
    if t - real[p, START] > real[p, LONGEST]:
        fold(t, p, rows, targets, mind)
    for z in range(4):
        if z >= O1 and real[p, TAU + z] == real[p, TAU + z - O1]:  # both sides often have one time constant
            real[p, UP + z], real[p, DOWN + z] = real[p, UP + z - O1], real[p, DOWN + z - O1]
        elif real[p, TAU + z] < math.inf:
            up = math.exp((t - real[p, START]) / real[p, TAU + z])
            real[p, UP + z], real[p, DOWN + z] = up, 1.0 / up
    real[p, STAMP] = t


def _fold(t, p, rows, targets, mind):  # type: ignore[no-untyped-def]
    """Start the rotating frame anew at ``t``: (1) at its end is (1) at the start of the next."""
    whole, real, pre, post, base = mind[0], mind[1], mind[4], mind[6], mind[8]
    flush(p, rows, targets, mind)
    passed = t - real[p, START]
    for z in range(4):
        fade = math.exp(-passed / real[p, TAU + z])
        if z < O1:
            for x in range(whole[p, PRE0], whole[p, PRE0] + whole[p, SENDERS]):
                for column in range(R1_BEFORE + 2 * z, R1_BEFORE + 2 * z + 2):
                    new = pre[x, column] * fade
                    pre[x, column] = new if new > FADED else 0.0
        else:
            for j in range(whole[p, POST0], whole[p, POST0] + whole[p, POSTS]):
                new = post[z - O1, j] * fade
                post[z - O1, j] = new if new > FADED else 0.0
    if whole[p, DENSE] == SUMS:
        post[DOSES, whole[p, POST0] : whole[p, POST0] + whole[p, POSTS]] = 0.0
    if whole[p, SPENT] > 0 or whole[p, DENSE] == SUMS:
        fade = math.exp(-passed / real[p, TAU + R1]) if whole[p, SPENT] > 0 else 0.0
        row0 = whole[p, ROW0]
        for e in range(rows[row0] - whole[p, U0], rows[row0 + whole[p, SENDERS]] - whole[p, U0]):
            base[e] *= fade
    real[p, START] = t
