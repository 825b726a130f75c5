r"""The compiled path: a grid as flat arrays and tables of whole numbers, over which the loops of Numba run.

The loops of the compiled path: ticks of a whole network, over flat arrays, for Numba.

Iteration k starts at the instant k: arrivals at k are added up, whoever's refractory time ends at k is let go, the
threshold is tested, and the state moves on to k + 1. That is the order of :mod:`~neurolib.engines.plain`, cut elsewhere.

Synaptic currents are kept in a **rotating frame**: the current x is stored as X, constant between arrivals,

.. math::

    x(t) = X\, e^{-(t - t_0)/\tau}, \qquad x \leftarrow x + w \;\Leftrightarrow\; X \leftarrow X + w\, e^{(t - t_0)/\tau} \tag{1}

so that a tick reads but does not write it; every few hundred ticks the factor is folded in and t₀ moves on. A refractory
neuron is **parked** at −∞, where nothing that arrives lifts it to the threshold, and the list of spikes says when it is let
go. Neurons move on in pieces of 1024, which stay in the nearest cache. The loop that moves them counts who has reached the
threshold, and only where there are some are they searched; where jumps of V arrive later, they are counted anew.

The part of the compiled loop for neurons that take a step of Runge and Kutta, and an exponential that runs on vectors.

Where a kernel says ``np.exp``, the compiled loop puts

.. math::

    e^x = 2^n e^r, \quad n = \mathrm{round}(x / \ln 2), \quad |r| \le \tfrac12 \ln 2 \tag{1}

with a polynomial for :math:`e^r`: plain arithmetic without a branch, several neurons at once, relative error below 1e-15.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from .. import _jit
from . import stdp
from .integrators import MOST, _stage, exp, leaps, of, stages, with_vectors
from .layout import Grid, Slab, rotating
from .stdp import Learners

USUAL, ROOM = 20.0, 1e6  # Hz, for which a list of spikes has room from the start, and spikes at most


def obstacle(grid: Grid) -> str | None:
    """Return why a network cannot run compiled, or ``None``."""
    if not _jit.enabled():
        return "Numba is not installed or is switched off"
    if reason := stdp.obstacle(grid.layout):
        return reason
    models = {type(slab.neuron): len(slab.neuron.state) for slab in grid.layout.slabs if stepping(slab)}
    if len(models) > 1:
        return f"{' and '.join(m.__name__ for m in models)} need Runge and Kutta, and the compiled loop holds one such model"
    if max(models.values(), default=1) > MOST:
        return f"a neuron has more than {MOST} state variables"
    return None


def stepping(slab: Slab) -> bool:
    """Return whether the neurons of a slab need Runge and Kutta: they have no closed form, or conductances."""
    return not leaps(slab.neuron) or any(channel.kind == "conductance" for channel in slab.channels)


class CompiledTicks:
    """Let ticks pass over a network; ``done`` of them have passed."""

    def __init__(self, grid: Grid) -> None:
        self.grid, self.next, self.reached = grid, 0, np.zeros(0, dtype=np.int64)
        self._place()
        self._currents()
        self._wire()
        self._list()
        self.frame, self.scratch = np.zeros(1, dtype=np.int64), (np.empty(PIECE), np.zeros(PIECE))
        self.watched = np.array(grid.watched, dtype=np.int64).reshape(-1, 2)
        model: Any = next((type(slab.neuron) for slab in grid.layout.slabs if stepping(slab)), None)
        self.mind = self.learners.mind if self.learners.bundles else ()  # few arguments compile sooner
        self.ticks = _loop(model, not all(map(stepping, grid.layout.slabs)), stdp.rule(grid.layout))

    @property
    def done(self) -> int:
        """Ticks that have passed."""
        return max(0, self.next - 1)

    def advance(self, until: int) -> None:
        """Let ticks pass up to step ``until``."""
        while self.next <= until:
            self.next = self.ticks(
                self.next, until, self.frame, self.flat, self.slabs, self.constants, self.channels, self.up, self.down,
                self.wires, self.synapses, self.rings, self.lists, self.watched, self.grid.V, self.models, self.scratch, self.mind,
            )  # fmt: skip
            if self.next <= until:
                self._grow()

    def _place(self) -> None:
        """Lay out one flat array: for each slab V, its channels, rings and drifts; and the tables that say where."""
        grid, layout = self.grid, self.grid.layout
        parts: list[np.ndarray] = []
        at = [0]

        def put(values: np.ndarray) -> int:
            parts.append(np.ravel(values))
            at.append(at[-1] + values.size)
            return at[-2]

        self.slabs = np.zeros((len(layout.slabs), 9), dtype=np.int64)
        self.constants = np.zeros((len(layout.slabs), 4))
        x0: list[int] = []
        rings: list[tuple[int, ...]] = []
        models: list[Any] = []
        self.ring_of: dict[tuple[int, int], int] = {}
        for q, (slab, hold) in enumerate(zip(layout.slabs, grid.holds, strict=True)):
            v0, first = put(slab.state), len(x0)
            x0 += [put(np.zeros(slab.n)) for _ in slab.channels]
            drift = self._constants(q, slab)
            drift0, steps = put(drift) if drift.ndim else -1, stepping(slab)
            kept0 = put(np.zeros(2 * slab.n)) if steps and hold else -1
            self.slabs[q] = v0, slab.n, first, len(slab.channels), hold, drift0, kept0, len(models) if steps else -1, self._pieces(q)
            models += [_model(slab, grid)] if steps else []
            for channel in range(-1, len(slab.channels)):
                many = [d for b, d in zip(layout.bundles, grid.delays, strict=True) if d.ndim and (b.slab, b.channel) == (q, channel)]
                if many:
                    self.ring_of[q, channel] = len(rings)
                    into = v0 if channel < 0 else x0[first + channel]
                    length = max(int(delay.max(initial=1)) for delay in many) + 1
                    rings.append((into, -1 if channel < 0 else first + channel, slab.n, put(np.zeros(slab.n * length)), length))
        self.flat = np.concatenate(parts) if parts else np.zeros(0)
        self.models = tuple(models) or ((0.0,),)
        self.x0, self.rings = np.array(x0, dtype=np.int64), np.array(rings, dtype=np.int64).reshape(-1, 5)

    def _pieces(self, q: int) -> int:
        """Return where the counts of a slab's pieces start, -1 where jumps of V arrive after the count."""
        if any(bundle.slab == q and bundle.channel < 0 for bundle in self.grid.layout.bundles):
            return -1
        slab = self.grid.layout.slabs[q]
        pieces = -(-slab.n // (STRIP if stepping(slab) else PIECE))
        self.reached = np.append(self.reached, np.zeros(pieces, dtype=np.int64))
        return len(self.reached) - pieces

    def _constants(self, q: int, slab: Slab) -> np.ndarray:
        """Note what a tick does to V, and return what it adds (or the current, for a step): one number, or one a neuron."""
        neuron: Any = slab.neuron
        if stepping(slab):
            self.constants[q] = 0.0, 0.0 if slab.I.ndim else slab.I, np.inf, 0.0
            return slab.I
        p = (neuron.propagator(self.grid.dt), *neuron.values(neuron.leap, "V", "I", "decay"))
        drift = np.asarray(neuron.leap(0.0, slab.I, *p)[0])
        self.constants[q] = p[0], 0.0 if drift.ndim else drift, neuron.V_T, neuron.V_R
        return drift

    def _currents(self) -> None:
        """Tabulate what a channel adds to V in a tick, and its rotating frame at each tick of the longest that is safe."""
        dt, slabs = self.grid.dt, self.grid.layout.slabs
        both = [(slab, channel) for slab in slabs for channel in slab.channels]
        taus = np.array([channel.tau for _, channel in both])
        self.up, self.down = rotating(taus, dt)
        self.channels = (
            self.x0,
            np.array([slab.n for slab, _ in both], dtype=np.int64),
            np.array([0.0 if stepping(slab) else slab.neuron.response(c.tau, dt) for slab, c in both]),  # type: ignore[attr-defined]
            np.exp(-np.arange(3) * dt / 2 / taus[:, None]),
            np.array([c.E_rev if c.kind == "conductance" else np.nan for _, c in both]),
        )

    def _wire(self) -> None:
        """Put the rows of all bundles behind each other."""
        grid, layout = self.grid, self.grid.layout
        wires, row0, synapse0, weight0, ahead0 = [], 0, 0, 0, 0
        rows, weights, ahead, places = [], [], [], list[tuple[int, int, int]]()
        for bundle, delay in zip(layout.bundles, grid.delays, strict=True):
            q, c = bundle.slab, bundle.channel
            channel = self.slabs[q, CHANNEL] + c if c >= 0 else -1
            into = self.x0[channel] if c >= 0 else self.slabs[q, V0]
            many, ring = bundle.weights.ndim > 0, self.ring_of[q, c] if delay.ndim else -1
            behind = 1 if delay.ndim else int(delay)
            learner = len(places) if bundle.rule else -1
            w0, a0 = synapse0 - weight0 if many else -1, synapse0 - ahead0
            wires.append((bundle.sender, into, channel, behind, row0, w0, a0, ring, learner, many and bundle.wide))
            if bundle.rule:
                places.append((row0, synapse0, synapse0 - weight0))
            rows.append(bundle.rows + synapse0)
            if many:
                weights.append(bundle.weights)
                weight0 += len(bundle.weights)
            if delay.ndim:
                ahead.append(delay)
                ahead0 += len(delay)
            row0, synapse0 = row0 + len(bundle.rows), synapse0 + len(bundle.targets)
        self.wires = np.array(wires, dtype=np.int64).reshape(-1, 10)
        self.learners = Learners(layout, places, [b.projections[0].w_max or 0.0 for b in layout.bundles if b.rule], grid.dt)
        uniform = np.array([0.0 if b.weights.ndim else float(b.weights) for b in layout.bundles])
        self.synapses = (
            _joined(rows, np.int64),
            _joined([bundle.targets for bundle in layout.bundles], self._index()),
            uniform,
            _joined(weights, np.float64),
            _joined(ahead, np.int32),
        )

    def _index(self) -> Any:
        """Return the type of an index of a target: two bytes where they do, for rows then come from nearer caches."""
        return np.uint16 if max((slab.n for slab in self.grid.layout.slabs), default=0) <= 65536 else np.uint32

    def _list(self) -> None:
        """Make the lists of spikes: those of the inputs are known, those of the slabs have room for some ticks."""
        grid, layout = self.grid, self.grid.layout
        usual = USUAL * grid.steps * grid.dt
        sizes = [4 * slab.n + 1000 + int(min(slab.n * usual, ROOM)) for slab in layout.slabs] + [len(ticks) for ticks in grid.inputs]
        start, total = np.cumsum([0, *sizes[:-1]]), sum(sizes)
        when, who, count = np.zeros(total, dtype=np.int32), np.zeros(total, dtype=np.int32), np.zeros(len(sizes), dtype=np.int64)
        for k, (ticks, source) in enumerate(zip(grid.inputs, layout.inputs, strict=True), len(layout.slabs)):
            when[start[k] : start[k] + len(ticks)], who[start[k] : start[k] + len(ticks)] = ticks, source.indices
            count[k] = len(ticks)
        head, freed = np.zeros(len(layout.bundles), dtype=np.int64), np.zeros(len(layout.slabs), dtype=np.int64)
        self.lists: tuple[np.ndarray, ...] = (when, who, start, np.array(sizes, dtype=np.int64), count, head, freed, self.reached)

    def _grow(self) -> None:
        """Double the room for the spikes of every slab."""
        when, who, start, room, *rest = self.lists
        larger = np.where(np.arange(len(room)) < len(self.slabs), 2 * room, room)
        begin = np.concatenate([[0], np.cumsum(larger)[:-1]])
        new = [np.zeros(int(larger.sum()), dtype=np.int32) for _ in range(2)]
        for old, array in zip((when, who), new, strict=True):
            for k, n in enumerate(rest[0]):
                array[begin[k] : begin[k] + n] = old[start[k] : start[k] + n]
        self.lists = (*new, begin, larger, *rest)

    def voltages(self) -> list[np.ndarray]:
        """Return the voltages of each slab, as they are kept."""
        return [self.flat[slab[V0] : slab[V0] + slab[SIZE]] for slab in self.slabs]

    def weights(self) -> list[tuple[Any, np.ndarray]]:
        """Return each projection that learns, and its weights."""
        when, who, start, _, count, *_ = self.lists
        return self.learners.weights((when, who, start, count), *self.synapses[:2])

    def spikes(self, sender: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the ticks and the indices of all spikes of a slab, or of an input after the slabs."""
        if sender >= len(self.slabs):
            return self.grid.inputs[sender - len(self.slabs)], self.grid.layout.senders[sender].indices
        when, who, start, _, count, *_ = self.lists
        own = slice(start[sender], start[sender] + count[sender])
        return when[own].astype(np.int64), who[own].astype(np.int64)


def _joined(parts: list[np.ndarray], dtype: Any) -> np.ndarray:
    return np.concatenate(parts).astype(dtype, copy=False) if parts else np.zeros(0, dtype=dtype)


def _model(slab: Slab, grid: Grid) -> tuple[Any, ...]:
    neuron = slab.neuron
    p = (neuron.values(kernel, *neuron.state, "I") for kernel in (neuron.flow, neuron.fires, neuron.reset))
    return stages(grid.method, grid.dt), *p, np.empty(SCRATCH)


def _nothing(*arguments):  # type: ignore[no-untyped-def]
    """Stand in for what a network does not have: neurons that leap, or neurons that step."""


@lru_cache(maxsize=16)
def _loop(model: Any, leaping: bool, rule: Any) -> Any:
    """Return the loop over ticks, compiled, for neurons that leap, those of the one model that steps, and the one rule by which
    synapses learn: for what there is of them.
    """
    own = {name: _jit.inner(globals()[f"_{name}"]) for name in ("rebase", "watch")}
    own["deliver"] = _jit.inner(_deliver, {"learn": stdp.bind(rule)["learn"]}, rule.__name__ if rule else "fixed")
    own |= dict.fromkeys(("let_go", "leap_over", "test_over", "step_over"), _jit.inner(_nothing))
    if leaping:
        own["let_go"] = _jit.inner(_let_go)
        own["leap_over"] = _jit.inner(_leap_over, {"search": _jit.inner(_search)}, "leaps")
    if model is None:
        return _jit.bind(_ticks, own, "leaps", **_jit.LEAN)
    own_exp = _jit.inner(exp, {"hidden": _jit.hidden()}, "hidden")
    kernels = {name: _jit.inner(with_vectors(getattr(model, name), own_exp)) for name in ("flow", "fires", "reset")}
    shapes = {name: _jit.inner(function) for name, function in of(len(model.state)).items()}
    stage = _jit.inner(_stage, {"flow": kernels["flow"], "shift": shapes["shift"]}, model.__name__)
    inner = {**kernels, **shapes, "stage": stage, "drive": _jit.inner(_drive)}
    for name in "test_over", "step_over":
        function = globals()[f"_{name}"]
        used = {key: kernel for key, kernel in inner.items() if key in function.__code__.co_names}
        own[name] = _jit.inner(function, used, model.__name__)
    return _jit.bind(_ticks, {**own, "exp": own_exp}, model.__name__, **_jit.LEAN)


# Globals that `compiled` puts in place; the loops below name them.
learn: Any
rebase: Any
deliver: Any
let_go: Any
search: Any
watch: Any
test_over: Any
leap_over: Any
step_over: Any

PIECE = 1024
BLOCK = 64  # neurons among which those that have reached the threshold are searched one by one
PARKED = -np.inf
FADED = 1e-200  # what is smaller is zero: near the smallest floats arithmetic is slow

# Columns of the tables: one row a slab, a bundle, a ring.
V0, SIZE, CHANNEL, CHANNELS, HOLD, DRIFT0, KEPT0, MODEL, HITS0 = range(9)
DECAY, DRIFT, V_T, V_R = range(4)
SENDER, INTO, ACTS, BEHIND, ROW0, WEIGHT0, AHEAD0, RING, LEARNS, WIDE = range(10)
R_INTO, R_ACTS, R_SIZE, R_START, R_LENGTH = range(5)


def _ticks(  # type: ignore[no-untyped-def]
    first, last, frame, flat, slabs, constants, channels, up, down, wires, synapses, rings, lists, watched, V, models, scratch, mind
):
    """Run the iterations from ``first`` to ``last``; return the next one, an earlier one where a list of spikes is full."""
    when, who, start, room, count, head, freed, reached = lists
    x0, sizes, responses, half, reversal = channels
    for k in range(first, last + 1):
        for q in range(len(slabs)):
            if count[q] + slabs[q, SIZE] > room[q]:
                return k
        if k - frame[0] == down.shape[1] - 1:
            rebase(flat, x0, sizes, down[:, -1])
            frame[0] = k
        m = k - frame[0]
        deliver(k, up[:, m], flat, wires, synapses, rings, when, who, start, count, head, mind)
        for q in range(len(slabs)):
            if slabs[q, MODEL] < 0:
                let_go(k, q, flat, slabs, constants, when, who, start, count, freed)
            else:
                test_over(k, q, flat, slabs[q], reached, when, who, start, count, models[slabs[q, MODEL]])
        for j in range(len(watched)):
            watch(k, V[j], watched[j], flat, slabs, constants)
        for q in range(len(slabs)):
            if slabs[q, MODEL] < 0:
                leap_over(k, q, flat, slabs[q], constants[q], x0, responses, down[:, m], scratch, reached, when, who, start, count)
            else:
                step_over(flat, slabs[q], constants[q], x0, half, reversal, down[:, m], reached, models[slabs[q, MODEL]])
    return last + 1


def _rebase(flat, x0, sizes, factor):  # type: ignore[no-untyped-def]
    """Fold the factor of each channel in: its frame starts anew."""
    for c in range(len(x0)):
        X = flat[x0[c] : x0[c] + sizes[c]]
        for i in range(len(X)):
            x = X[i] * factor[c]
            X[i] = x if abs(x) > FADED else 0.0


def _deliver(k, up, flat, wires, synapses, rings, when, who, start, count, head, mind):  # type: ignore[no-untyped-def]
    """Add up what arrives at the instant k: each bundle reads the list of its sender's spikes, one delay behind."""
    rows, targets, uniform, weights, ahead = synapses
    for b in range(len(wires)):
        sender, into, row0, weight0, ring = wires[b, SENDER], wires[b, INTO], wires[b, ROW0], wires[b, WEIGHT0], wires[b, RING]
        gain = 1.0 if wires[b, ACTS] < 0 else up[wires[b, ACTS]]  # (1)
        h, end, past = start[sender] + head[b], start[sender] + count[sender], k - wires[b, BEHIND]
        while h < end and when[h] == past:
            lo, hi = rows[row0 + who[h]], rows[row0 + who[h] + 1]
            if wires[b, LEARNS] >= 0:
                learn(float(k), wires[b, LEARNS], who[h], lo, hi, (when, who, start, count), rows, targets, weights, mind)
            row, own = targets[lo:hi], weights[lo - weight0 : hi - weight0] if weight0 >= 0 else weights[:0]
            if ring >= 0:
                length, size, ring0 = rings[ring, R_LENGTH], rings[ring, R_SIZE], rings[ring, R_START]
                now, late, into_ring = past % length, ahead[lo - wires[b, AHEAD0] : hi - wires[b, AHEAD0]], flat[ring0:]
                for e in range(len(row)):
                    slot = now + late[e]
                    slot -= length if slot >= length else 0
                    into_ring[np.uint64(slot * size) + row[e]] += uniform[b] if weight0 < 0 else own[e]
            elif weight0 < 0:
                w, into_all = uniform[b] * gain, flat[into:]
                for e in range(len(row)):
                    into_all[row[e]] += w
            elif wires[b, WIDE] > 0 and lo < hi:  # several at once
                into_row = flat[into + row[0] :][: len(row)]
                for e in range(len(row)):
                    into_row[e] += own[e] * gain
            else:
                into_all = flat[into:]
                for e in range(len(row)):
                    into_all[row[e]] += own[e] * gain
            h += 1
        head[b] = h - start[sender]
    for r in range(len(rings)):
        size = rings[r, R_SIZE]
        gain = 1.0 if rings[r, R_ACTS] < 0 else up[rings[r, R_ACTS]]
        slot0 = rings[r, R_START] + k % rings[r, R_LENGTH] * size
        slot, target = flat[slot0 : slot0 + size], flat[rings[r, R_INTO] : rings[r, R_INTO] + size]
        for i in range(size):
            target[i] += slot[i] * gain
            slot[i] = 0.0


def _let_go(k, q, flat, slabs, constants, when, who, start, count, freed):  # type: ignore[no-untyped-def]
    """Put those at the reset whose refractory time ends at the instant k: the second reader of the list of spikes."""
    if slabs[q, HOLD] > 0:
        while freed[q] < count[q] and when[start[q] + freed[q]] == k - slabs[q, HOLD]:
            flat[slabs[q, V0] + who[start[q] + freed[q]]] = constants[q, V_R]
            freed[q] += 1


def _watch(k, row, place, flat, slabs, constants):  # type: ignore[no-untyped-def]
    """Note the voltage of one neuron at the instant k, as it is after a spike."""
    q = place[0]
    v = flat[slabs[q, V0] + place[1]]
    if slabs[q, MODEL] < 0 and (v == PARKED or v >= constants[q, V_T]):
        v = constants[q, V_R]
    row[k] = v


def _search(k, low, V, threshold, after, when, who, found):  # type: ignore[no-untyped-def]
    """Note who has reached the threshold, and put them where they belong after a spike; return where the next is noted."""
    for first in range(0, len(V), BLOCK):
        block, hits = V[first : first + BLOCK], 0
        for i in range(len(block)):
            hits += block[i] >= threshold
        if hits > 0:
            for i in range(len(block)):
                if block[i] >= threshold:
                    when[found], who[found] = k, low + first + i
                    block[i] = after
                    found += 1
    return found


def _leap_over(k, q, flat, slab, constant, x0, responses, down, scratch, reached, when, who, start, count):  # type: ignore[no-untyped-def]
    """Find who has reached the threshold, park or reset them, and leap to the next instant."""
    decay, drift, threshold = constant[DECAY], constant[DRIFT], constant[V_T]
    after = PARKED if slab[HOLD] > 0 else constant[V_R]
    spare, nothing = scratch
    first, channels = slab[CHANNEL], slab[CHANNELS]
    for low in range(0, slab[SIZE], PIECE):
        n = min(PIECE, slab[SIZE] - low)
        V = flat[slab[V0] + low : slab[V0] + low + n]
        piece, hits = slab[HITS0] + low // PIECE, 0
        if slab[HITS0] >= 0:
            hits = reached[piece]
        else:
            for i in range(n):
                hits += V[i] >= threshold
        if hits > 0:
            count[q] = search(k, low, V, threshold, after, when, who, start[q] + count[q]) - start[q]
        X, a = nothing[:n], 0.0
        Y, b = nothing[:n], 0.0
        if channels > 0:
            X, a = flat[x0[first] + low : x0[first] + low + n], responses[first] * down[first]
        if channels > 1:
            Y, b = flat[x0[first + 1] + low : x0[first + 1] + low + n], responses[first + 1] * down[first + 1]
        if channels > 2 or slab[DRIFT0] >= 0:
            for i in range(n):
                spare[i] = b * Y[i]
            for c in range(first + 2, first + channels):
                Z, g = flat[x0[c] + low : x0[c] + low + n], responses[c] * down[c]
                for i in range(n):
                    spare[i] += g * Z[i]
            if slab[DRIFT0] >= 0:
                Z = flat[slab[DRIFT0] + low : slab[DRIFT0] + low + n]
                for i in range(n):
                    spare[i] += Z[i]
            Y, b = spare[:n], 1.0
        hits = 0
        for i in range(n):
            V[i] = V[i] * decay + drift + a * X[i] + b * Y[i]
            hits += V[i] >= threshold
        if slab[HITS0] >= 0:
            reached[piece] = hits


# Globals that `compiled` puts in place for each model; the loops below name them.
stage: Callable[..., Any]
fires: Callable[..., Any]
reset: Callable[..., Any]
rows: Callable[..., Any]
gather: Callable[..., Any]
drive: Callable[..., Any]
scatter: Callable[..., Any]

STRIP = 768  # neurons whose step is kept in the nearest cache
WIDTH = STRIP + 8  # floats from one row of the scratch to the next: no power of two, which caches take for the same place
SCRATCH = (2 * MOST + 2) * WIDTH  # the state at the start, and ahead; current and conductance

def _test_over(k, q, flat, slab, reached, when, who, start, count, model):  # type: ignore[no-untyped-def]
    """Find who fires at the instant k and reset them; those who are held get their voltage back, and one tick less to wait."""
    _, _, p_fires, p_reset, _ = model
    n, v0, kept, counted = slab[SIZE], slab[V0], slab[KEPT0], slab[HITS0]
    if kept < 0 and counted >= 0 and n <= STRIP and reached[counted] == 0:
        return
    V, before, wait = flat[v0 : v0 + n], flat[kept : kept + n], flat[kept + n : kept + 2 * n]  # the last two where kept >= 0
    if kept >= 0:
        for i in range(n):
            V[i] = before[i] if wait[i] > 0 else V[i]
    for low in range(0, n, STRIP):
        size = min(STRIP, n - low)
        state, hits = rows(flat, v0 + low, n, size), 0
        if counted >= 0:
            hits = reached[counted + low // STRIP]
        else:
            for i in range(size):
                hits += fires(*(gather(state, i) + p_fires))
        if hits:
            for i in range(size):
                if fires(*(gather(state, i) + p_fires)) and (kept < 0 or wait[low + i] == 0):
                    y = reset(*(gather(state, i) + p_reset))
                    scatter(state, i, y)
                    if kept >= 0:
                        before[low + i], wait[low + i] = y[0], slab[HOLD] + 1
                    when[start[q] + count[q]], who[start[q] + count[q]] = k, low + i
                    count[q] += 1
    if kept >= 0:
        for i in range(n):
            wait[i] = max(wait[i] - 1.0, 0.0)


def _drive(I, G, h, low, flat, slab, constant, x0, half, reversal, down):  # type: ignore[no-untyped-def]
    """Add up the current at V = 0 and the conductance of all synapses, h half ticks after the instant."""
    size, first = len(I), slab[CHANNEL]
    own = slab[DRIFT0] >= 0
    given = flat[slab[DRIFT0] + low : slab[DRIFT0] + low + size] if own else I
    for i in range(size):
        I[i] = given[i] if own else constant[DRIFT]
        G[i] = 0.0
    for c in range(first, first + slab[CHANNELS]):
        X, fade = flat[x0[c] + low : x0[c] + low + size], down[c] * half[c, h]
        if np.isnan(reversal[c]):
            for i in range(size):
                I[i] += fade * X[i]
        else:
            for i in range(size):
                G[i] += fade * X[i]
                I[i] += fade * X[i] * reversal[c]


def _step_over(flat, slab, constant, x0, half, reversal, down, reached, model):  # type: ignore[no-untyped-def]
    """Take one step to the next instant while the synapses decay; who is refractory stays. Count who has reached the threshold.

    Each stage is a loop of its own over a piece: short ones run on vectors, and several of their turns at once.
    """
    table, p, p_fires, _, work = model
    n, v0, kept = slab[SIZE], slab[V0], slab[KEPT0]
    keep = len(table) > 1 or kept >= 0  # the state at the start; a single stage overwrites it
    for low in range(0, n, STRIP):
        size = min(STRIP, n - low)
        total, y, z = rows(flat, v0 + low, n, size), rows(work, 0, WIDTH, size), rows(work, MOST * WIDTH, WIDTH, size)
        I, G = work[2 * MOST * WIDTH :][:size], work[(2 * MOST + 1) * WIDTH :][:size]
        if keep:
            for i in range(size):
                scatter(y, i, gather(total, i))
                scatter(z, i, gather(total, i))
        read = -1
        for s in range(len(table)):
            if read < 0 or (slab[CHANNELS] > 0 and read != int(table[s, 0])):
                read = int(table[s, 0])
                drive(I, G, read, low, flat, slab, constant, x0, half, reversal, down)
            ahead, share = table[s, 1], table[s, 2]
            if keep:
                for i in range(size):
                    there, so_far = stage(gather(y, i), gather(z, i), gather(total, i), I[i], G[i], ahead, share, p)
                    scatter(z, i, there)
                    scatter(total, i, so_far)
            else:
                for i in range(size):
                    here = gather(total, i)
                    scatter(total, i, stage(here, here, here, I[i], G[i], ahead, share, p)[1])
        if kept >= 0:
            wait = flat[kept + n + low : kept + n + low + size]
            for i in range(size):
                if wait[i] > 0:
                    scatter(total, i, gather(y, i))
        if slab[HITS0] >= 0:
            hits = 0
            for i in range(size):
                hits += fires(*(gather(total, i) + p_fires))
            reached[slab[HITS0] + low // STRIP] = hits
