"""The compiled path: a grid as flat arrays and tables of whole numbers, over which the loops of Numba run."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from .. import _jit
from . import loops, plastic_compiled, tuples
from . import stepping as stepping_loops
from .integrators import _stage, leaps, stages
from .layout import Slab
from .plastic_compiled import Learners
from .ticks import Grid, rotating

USUAL, ROOM = 20.0, 1e6  # Hz, for which a list of spikes has room from the start, and spikes at most


def obstacle(grid: Grid) -> str | None:
    """Return why a network cannot run compiled, or ``None``."""
    if not _jit.enabled():
        return "Numba is not installed or is switched off"
    if reason := plastic_compiled.obstacle(grid.layout):
        return reason
    models = {type(slab.neuron): len(slab.neuron.state) for slab in grid.layout.slabs if stepping(slab)}
    if len(models) > 1:
        return f"{' and '.join(m.__name__ for m in models)} need Runge and Kutta, and the compiled loop holds one such model"
    if max(models.values(), default=1) > tuples.MOST:
        return f"a neuron has more than {tuples.MOST} state variables"
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
        self.frame, self.scratch = np.zeros(1, dtype=np.int64), (np.empty(loops.PIECE), np.zeros(loops.PIECE))
        self.watched = np.array(grid.watched, dtype=np.int64).reshape(-1, 2)
        model: Any = next((type(slab.neuron) for slab in grid.layout.slabs if stepping(slab)), None)
        self.mind = self.learners.mind if self.learners.bundles else ()  # few arguments compile sooner
        self.ticks = _loop(model, not all(map(stepping, grid.layout.slabs)), plastic_compiled.rule(grid.layout))

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
        pieces = -(-slab.n // (stepping_loops.STRIP if stepping(slab) else loops.PIECE))
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
            channel = self.slabs[q, loops.CHANNEL] + c if c >= 0 else -1
            into = self.x0[channel] if c >= 0 else self.slabs[q, loops.V0]
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
        return [self.flat[slab[loops.V0] : slab[loops.V0] + slab[loops.SIZE]] for slab in self.slabs]

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
    return stages(grid.method, grid.dt), *p, np.empty(stepping_loops.SCRATCH)


def _nothing(*arguments):  # type: ignore[no-untyped-def]
    """Stand in for what a network does not have: neurons that leap, or neurons that step."""


@lru_cache(maxsize=16)
def _loop(model: Any, leaping: bool, rule: Any) -> Any:
    """Return the loop over ticks, compiled, for neurons that leap, those of the one model that steps, and the one rule by which
    synapses learn: for what there is of them.
    """
    own = {name: _jit.inner(getattr(loops, f"_{name}")) for name in ("rebase", "watch")}
    own["deliver"] = _jit.inner(loops._deliver, {"learn": plastic_compiled.bind(rule)["learn"]}, rule.__name__ if rule else "fixed")
    own |= dict.fromkeys(("let_go", "leap_over", "test_over", "step_over"), _jit.inner(_nothing))
    if leaping:
        own["let_go"] = _jit.inner(loops._let_go)
        own["leap_over"] = _jit.inner(loops._leap_over, {"search": _jit.inner(loops._search)}, "leaps")
    if model is None:
        return _jit.bind(loops._ticks, own, "leaps", **_jit.LEAN)
    exp = _jit.inner(stepping_loops.exp, {"hidden": _jit.hidden()}, "hidden")
    kernels = {name: _jit.inner(stepping_loops.with_vectors(getattr(model, name), exp)) for name in ("flow", "fires", "reset")}
    shapes = {name: _jit.inner(function) for name, function in tuples.of(len(model.state)).items()}
    stage = _jit.inner(_stage, {"flow": kernels["flow"], "shift": shapes["shift"]}, model.__name__)
    inner = {**kernels, **shapes, "stage": stage, "drive": _jit.inner(stepping_loops._drive)}
    for name in "test_over", "step_over":
        function = getattr(stepping_loops, f"_{name}")
        used = {key: kernel for key, kernel in inner.items() if key in function.__code__.co_names}
        own[name] = _jit.inner(function, used, model.__name__)
    return _jit.bind(loops._ticks, {**own, "exp": exp}, model.__name__, **_jit.LEAN)
