"""The event-driven engine: a neuron is visited only when something happens to it, and leapt over exactly in between.

The compiled path: a network in continuous time as flat arrays and tables of numbers, over which the loops of Numba run.

The voltage of one neuron at any times, worked out after a run from the spikes that reached it and its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from .. import _jit
from ..network import Network
from ..recording import NetworkRun, multiples
from ..units import ms
from . import event_loop, stdp, threshold
from . import tables as col
from .engine import Engine, Film, Job, train, watched
from .event_plain import PlainEvents
from .layout import Moments, in_time, lay_out
from .operations import counted_events as counted
from .stdp import Learners

SAMPLE = 0.1 * ms  # between two recorded voltages
GUESS = 10.0  # Hz, at which neurons may spike, to guess the work beforehand


class EventDriven(Engine):
    r"""Let time pass from event to event: a spike arrives, a neuron reaches its threshold, a refractory time ends.

    Between events every neuron is leapt over exactly. With the time t since its last event,

    .. math::

        V(t) = V_\infty + \left(V(0) - V_\infty\right) e^{-t/\tau} + \sum_s P_s(t)\, I_s(0), \qquad I_s(t) = I_s(0)\, e^{-t/\tau_s} \tag{1}
        t^* = \min \{ t : V(t) \ge V_T \} \tag{2}

    with P of :class:`~neurolib.neurons.LIF`, its equation (7). Spikes that arrive at one time are added up before the
    threshold is tested; times that are whole multiples of a common tick meet exactly. Spike times are exact up to rounding.
    A jump (a delta synapse) that arrives at the very end of a refractory time is lost, as with ``Clocked``; NEST's precise
    ``iaf_psc_delta_ps`` counts it. Where delays add up to the refractory time, a busy network of that kind parts there.

    On the first class of networks (delta synapses, all times on one grid, nobody climbs to the threshold without an arrival) the
    spikes are therefore those of ``Clocked``, for equal neurons, too. Elsewhere one tie stays open. Of two equal neurons that
    climb and have no refractory time, one may start d later and be sent a spike by the other with delay d: it then crosses at
    d + P, the root of an equation, where the spike arrives at P + d, a sum. Equal in mathematics, the two differ by their
    rounding, which no rule of order can undo; and after it one spike or two follow. Give such neurons unequal currents.

    It runs neurons with such a closed form, LIF, with "delta" and "exponential" synapses. Sources: R. Brette et al., J.
    Computational Neuroscience 23:349 (2007), doi:10.1007/s10827-007-0038-6, for the strategy; R. Brette, Neural Computation
    19:2604 (2007), doi:10.1162/neco.2007.19.10.2604, for exponential currents. Used from chapter 1 on.
    """

    def __repr__(self) -> str:
        return "EventDriven()"

    def _job(self, net: Network, duration: float, seed: int, record: Mapping[Any, Sequence[int]], snapshots: int) -> Job:
        moments = in_time(lay_out(net, seed, duration), duration)
        steps = int(duration / SAMPLE * (1 + 1e-12))
        rows = watched(net, record, steps, moments.layout.places)
        events, film, story, end = self._path(moments), Film(net, snapshots, moments.end), self._story, moments.end

        def recorded(note: str) -> NetworkRun:
            self._story = f"{story} It looked {events.looks} times at neurons that might reach the threshold."
            return self._recorded(net, seed, moments, events, rows, film, note)

        return Job(events, end, moments.unit, end / 1000, film, recorded)

    def _path(self, moments: Moments) -> Any:
        """Choose the path, and keep the reason."""
        layout = moments.layout
        spikes = [slab.n * GUESS * moments.end * moments.unit for slab in layout.slabs] + [len(times) for times in moments.inputs]
        work = sum(spikes[b.sender] * (60e-6 + 50e-9 * len(b.targets) / max(1, len(b.rows) - 1)) for b in layout.bundles)
        neurons = sum(slab.n for slab in layout.slabs)
        obstacle = None if _jit.enabled() else "Numba is not installed or is switched off"
        obstacle = obstacle or stdp.obstacle(layout)
        compiled = self._compiles(f"{neurons} neurons", work, obstacle, "path (Python and NumPy)")
        return CompiledEvents(moments) if compiled else PlainEvents(moments)

    def _recorded(
        self, net: Network, seed: int, moments: Moments, events: Any, places: dict[Any, list[Any]], film: Film, note: str
    ) -> NetworkRun:
        layout, done, unit = moments.layout, events.done, moments.unit
        sent = [events.spikes(sender) for sender in range(len(layout.slabs))]
        for times, source in zip(moments.inputs, layout.inputs, strict=True):
            kept = slice(0, np.searchsorted(times, done, side="right"))
            sent.append((times[kept], source.indices[kept]))
        trains = {}
        for group in net.groups:
            sender, (when, who) = layout.places[group][0], train(group, layout, sent)
            own = sender < len(layout.slabs)  # the times of an input are in s as they were drawn
            trains[group] = (when, who, unit) if own else (layout.senders[sender].times[: len(when)], who, 1.0)
        samples = int(done * unit / SAMPLE * (1 + 1e-12)) + 1
        t = multiples(samples, SAMPLE) / unit if places else np.zeros(0)
        voltages = {
            population: np.array([voltage(moments, sent, slab, position, t) for slab, position in rows]).reshape(len(rows), samples)
            for population, rows in places.items()
        }
        counts = MappingProxyType(counted(moments, sent, done))
        learned = dict(events.weights()), film.developed(unit)
        return NetworkRun(net, repr(self), seed, done * unit, trains, counts, samples, SAMPLE, voltages, *learned, note)


NEAR = 0.01  # relative: time constants nearer to each other than this are treated together
LARGEST, NEARBY = 300.0, 50.0  # exponents that the factors of the rotating frame may reach, the second with such time constants
PAGES, PAGE = 1024, 0.1  # pages of the calendar, and the width of one in units of the shortest time constant
NEVER = 1e300
USUAL, ROOM = 20.0, 4e6  # Hz, for which a list of spikes has room from the start, and spikes at most


class CompiledEvents:
    """Let events happen in a network; all up to the time ``done`` have happened."""

    def __init__(self, moments: Moments) -> None:
        self.moments, self.done = moments, 0.0
        self.travellers: tuple[np.ndarray, ...] = _wider(None)
        self._place()
        self._clock()
        self._wire()
        self._list()
        self._open()
        self.events = _loop(stdp.rule(moments.layout), self.still)

    @property
    def looks(self) -> int:
        """How often a neuron was looked at, to find its next crossing."""
        return int(self.clock[event_loop.LOOKS])

    def advance(self, until: float) -> None:
        """Let everything happen up to the time ``until``."""
        fixed, mind = (
            (self.clock, self.cells, self.tables, self.factors, self.synapses),
            self.learners.mind if self.learners.bundles else (),
        )
        while lack := self.events(until, *fixed, self.lists, self.calendar, self.foretold, self.travellers, self.hot, mind):
            if lack == event_loop.FULL:
                self._grow()
            else:
                self.travellers = _wider(self.travellers)
        self.done = until

    def _place(self) -> None:
        """Lay out one row a neuron, its part that decays with τ, its page, its currents, and a table of the slabs."""
        layout, unit = self.moments.layout, self.moments.unit
        total, most = sum(slab.n for slab in layout.slabs), max((len(slab.channels) for slab in layout.slabs), default=0)
        home, self.still = np.zeros(total, dtype=np.int32), True
        slabs, constants = np.zeros((len(layout.slabs), 5), dtype=np.int64), np.zeros((len(layout.slabs), 4))
        gaps, channels, first, starts = [np.zeros(0)], list[tuple[float, float, float]](), 0, [np.zeros(0)]
        for q, (slab, hold) in enumerate(zip(layout.slabs, self.moments.holds, strict=True)):
            neuron: Any = slab.neuron
            tau = neuron.tau / unit
            gap = neuron.V_T - np.asarray(neuron.leap(0.0, slab.I, 0.0, *neuron.values(neuron.leap, "V", "I", "decay"))[0])
            starts.append(slab.state[0] - neuron.V_T + gap)
            home[first : first + slab.n] = q
            self.still &= not slab.channels and bool(gap.min() >= 0)
            slabs[q] = first, slab.n, len(channels), len(slab.channels), sum(map(len, gaps)) if gap.ndim else -1
            constants[q] = tau, neuron.V_R - neuron.V_T, hold, gap if gap.ndim == 0 else 0.0
            if gap.ndim:
                gaps.append(gap)
            for tau_s in (channel.tau / unit for channel in slab.channels):
                channels.append((tau_s, float(abs(tau_s - tau) < NEAR * tau), threshold.peak(tau, tau_s)))
            first += slab.n
        state = _rows(total, 1 if self.still else 2 + max(2, most))
        state[:, 0] = np.concatenate(starts)
        self.cells = state, np.concatenate(gaps), home, state.reshape(-1)
        self.slabs, self.constants, self.channels = slabs, constants, np.array(channels, dtype=float).reshape(-1, 3)
        self.factors = np.full((len(slabs), 3), -1.0), np.zeros((len(channels), 4))

    def _clock(self) -> None:
        """Choose how long a frame lasts, and how wide a page of the calendar is."""
        taus = np.concatenate([self.constants[:, col.TAU], self.channels[:, col.C_TAU]])
        shortest, near = float(taus.min(initial=np.inf)), self.channels[:, col.C_NEAR].any()
        width = NEVER if self.still else PAGE * shortest
        self.clock = np.array([0.0, shortest * (NEARBY if near else LARGEST), width, -1.0, 0.0, 0.0, 0.0])

    def _wire(self) -> None:
        """Put the rows of all bundles behind each other; weights of currents are in volts of drive."""
        layout = self.moments.layout
        wires, delays, uniform, row0, synapse0, weight0, ahead0 = [], [], [], 0, 0, 0, 0
        rows, targets, weights, ahead = [], [], [], []
        places, scales = list[tuple[int, int, int]](), list[float]()
        for bundle, delay in zip(layout.bundles, self.moments.delays, strict=True):
            neuron: Any = layout.slabs[bundle.slab].neuron
            channel = -1 if bundle.channel < 0 else self.slabs[bundle.slab, col.CHANNEL] + bundle.channel
            scaled, many = bundle.weights if channel < 0 else bundle.weights / neuron.g_L, bundle.weights.ndim > 0
            w0, a0 = synapse0 - weight0 if many else -1, synapse0 - ahead0 if delay.ndim else -1
            wires.append((bundle.sender, bundle.slab, channel, row0, w0, a0, len(places) if bundle.rule else -1))
            if bundle.rule:
                places.append((row0, synapse0, w0))
                scales.append((bundle.projections[0].w_max or 0.0) / (1.0 if channel < 0 else neuron.g_L))
            delays.append(float(delay.min(initial=np.inf)) if delay.ndim else float(delay))
            uniform.append(0.0 if many else float(scaled))
            rows.append(bundle.rows + synapse0)
            targets.append(bundle.targets)
            if many:
                weights.append(scaled)
                weight0 += len(scaled)
            if delay.ndim:
                ahead.append(delay)
                ahead0 += len(delay)
            row0, synapse0 = row0 + len(bundle.rows), synapse0 + len(bundle.targets)
        table = np.array(wires, dtype=np.int64).reshape(-1, 7)
        self.learners = Learners(layout, places, scales, self.moments.unit)
        self.tables = self.slabs, self.constants, table, np.array(delays, dtype=float), self.channels, self._outlooks()
        self.synapses = (
            _joined(rows, np.int64),
            _joined(targets, np.uint16 if max([0, *(slab.n for slab in layout.slabs)]) <= 65536 else np.uint32),
            np.array(uniform, dtype=float),
            _joined(weights, np.float64),
            _joined(ahead, np.float64),
        )

    def _outlooks(self) -> np.ndarray:
        """Return the table of each slab's :mod:`~neurolib.engines.outlook`."""
        most, tables = max([2, *self.slabs[:, col.CHANNELS]]), []
        jumps = {bundle.slab for bundle in self.moments.layout.bundles if bundle.channel < 0}
        for q, slab in enumerate(self.slabs):
            taus = self.channels[slab[col.CHANNEL] :][: slab[col.CHANNELS], col.C_TAU]
            tables.append(threshold.table(self.constants[q, col.TAU], taus, q in jumps, self.clock[event_loop.WIDTH], most))
        return np.array(tables).reshape(len(tables), len(threshold.EDGES) + 1, threshold.REACH + 2 * most)

    def _list(self) -> None:
        """Make the lists of spikes: those of the inputs are known, those of the slabs have room for some."""
        layout, inputs = self.moments.layout, self.moments.inputs
        usual = USUAL * self.moments.end * self.moments.unit
        sizes = [4 * slab.n + 1000 + int(min(slab.n * usual, ROOM)) for slab in layout.slabs] + [len(times) for times in inputs]
        start, total = np.cumsum([0, *sizes[:-1]]), sum(sizes)
        when, who, count = np.zeros(total), np.zeros(total, dtype=np.int32), np.zeros(len(sizes), dtype=np.int64)
        for k, (times, source) in enumerate(zip(inputs, layout.inputs, strict=True), len(layout.slabs)):
            when[start[k] : start[k] + len(times)], who[start[k] : start[k] + len(times)] = times, source.indices
            count[k] = len(times)
        head, freed = np.zeros(len(layout.bundles), dtype=np.int64), np.zeros(len(layout.slabs), dtype=np.int64)
        first = [when[start[b.sender]] if count[b.sender] else np.inf for b in layout.bundles]
        due = np.array(first, dtype=float) + self.tables[3]
        ends = np.full(len(layout.slabs), np.inf)
        self.lists = (when, who, start, np.array(sizes, dtype=np.int64), count, head, freed, due, ends)

    def _grow(self) -> None:
        """Double the room for the spikes of every slab."""
        when, who, start, room, *more = self.lists
        larger = np.where(np.arange(len(room)) < len(self.slabs), 2 * room, room)
        begin = np.concatenate([[0], np.cumsum(larger)[:-1]])
        times, indices = np.zeros(int(larger.sum())), np.zeros(int(larger.sum()), dtype=np.int32)
        for old, new in (when, times), (who, indices):
            for k, n in enumerate(more[0]):
                new[begin[k] : begin[k] + n] = old[start[k] : start[k] + n]
        self.lists = (times, indices, begin, larger, *more)

    def _open(self) -> None:
        """Open the calendar before its first page, which names everyone who may cross without an arrival."""
        state = self.cells[0]
        n, scratch = len(state), np.zeros(max([2, *self.slabs[:, col.CHANNELS]]))
        page, after, before, at = (np.full(size, -1, dtype=np.int32) for size in (PAGES, n, n, n))
        heap, place, size = np.zeros(n, dtype=np.int32), np.full(n, -1, dtype=np.int32), np.zeros(1, dtype=np.int64)
        if self.still:
            above = np.concatenate([np.zeros(0, dtype=bool), *(slab.state[0] >= slab.neuron.V_T for slab in self.moments.layout.slabs)])  # type: ignore[attr-defined]
            names = np.flatnonzero(above)
            heap[: len(names)], place[names], size[0] = names, np.arange(len(names)), len(names)
        elif n:
            state[:, col.BUDGET] = np.inf
            page[0], after[:-1], before[1:], at[:] = 0, np.arange(1, n), np.arange(n - 1), 0
        self.calendar, self.foretold = (page, after, before, at, scratch), (np.zeros(n), heap, place, size)
        self.hot = np.zeros(n, dtype=np.int32), np.zeros(n, dtype=np.int8), np.zeros(1, dtype=np.int64)

    def weights(self) -> list[tuple[Any, np.ndarray]]:
        """Return each projection that learns, and its weights."""
        when, who, start, _, count, *_ = self.lists
        return self.learners.weights((when, who, start, count), *self.synapses[:2])

    def spikes(self, sender: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the times and the indices of all spikes of a slab."""
        when, who, start, _, count, *_ = self.lists
        own = slice(start[sender], start[sender] + count[sender])
        return when[own], who[own]


def _rows(n: int, width: int) -> np.ndarray:
    """Return zeros of this shape, from where a line of the cache starts, so that a row of four lies in one."""
    room = np.zeros(n * width + 8)
    start = -room.ctypes.data // 8 % 8
    return room[start : start + n * width].reshape(n, width)


def _joined(parts: list[np.ndarray], dtype: Any) -> np.ndarray:
    return np.concatenate(parts).astype(dtype, copy=False) if parts else np.zeros(0, dtype=dtype)


def _wider(old: tuple[np.ndarray, ...] | None) -> tuple[np.ndarray, ...]:
    """Return an empty heap of spikes that travel through rows of many delays, or twice the room of an old one."""
    n = 0 if old is None else len(old[1])
    size = 2 * n or 256
    ids, nowhere = np.arange(size, dtype=np.int32), np.full(size, -1, dtype=np.int32)
    new: tuple[np.ndarray, ...] = (
        np.zeros(size),
        ids,
        nowhere,
        np.zeros(1, dtype=np.int64),
        np.zeros((size, 3), dtype=np.int64),
        np.zeros(size),
    )
    for values, before in zip(new, old or (), strict=False):
        values[: len(before)] = before
    return new


@lru_cache(maxsize=8)
def _loop(rule: Any, still: bool) -> Any:
    """Return the loop over events, bound and compiled with all that it calls, inlined: a call would copy every table's place.

    Without its reference counts (``_nrt``) Numba allocates nothing, and the loops need nothing: counting would cost them half their time.
    """
    arrive, rest = ("jump", "rest leaps") if still else ("drive", "next_time turn_page file unfile look restart events")
    parts = f"heat next_arrival expect refer fold sift drop foretell travel {arrive} deliver receive note release {rest}".split()
    rooms = (event_loop,)
    functions = {
        "approach": threshold._approach,
        "outlook": threshold._outlook,
        **{name: getattr(next(m for m in rooms if hasattr(m, f"_{name}")), f"_{name}") for name in parts},
    }
    made: dict[str, Any] = {"learn": stdp.bind(rule)["learn"], "near": _jit.near()}
    for name, function in functions.items():
        used = {part: made[part] for part in function.__code__.co_names if part in made}
        made["arrive" if name == arrive else name] = _jit.bind(function, used, "LIF", cache=name == parts[-1], _nrt=False)
    return made[parts[-1]]


ARRIVAL, SPIKE, END = range(3)  # what happens to a neuron at one time, in this order


def voltage(moments: Moments, sent: list[tuple[np.ndarray, np.ndarray]], q: int, x: int, times: np.ndarray) -> np.ndarray:
    """Return V at ``times`` (units of the run, sorted) of neuron ``x`` of slab ``q``; ``sent`` are all spikes; after a spike the reset."""
    slab, unit, result = moments.layout.slabs[q], moments.unit, np.empty(len(times))
    neuron: Any = slab.neuron
    I, p = float(np.broadcast_to(slab.I, slab.n)[x]), neuron.values(neuron.leap, "V", "I", "decay")
    V, t, held, done = float(slab.state[0, x]), 0.0, False, 0
    currents = [0.0] * len(slab.channels)

    def later(passed: float) -> float:
        if held:
            return V
        new = neuron.leap(V, I, neuron.propagator(passed), *p)[0]
        return new + sum(i * neuron.response(c.tau, passed) for i, c in zip(currents, slab.channels, strict=True))

    for at, what, channel, weight in [*_happenings(moments, sent, q, x), (math.inf, END, 0, 0.0)]:
        until = int(np.searchsorted(times, at, side="left"))
        result[done:until] = [later((when - t) * unit) for when in times[done:until].tolist()]
        done = until
        if at == math.inf:
            break
        V = later((at - t) * unit)
        currents = [i * math.exp(-(at - t) * unit / c.tau) for i, c in zip(currents, slab.channels, strict=True)]
        t = at
        if what != ARRIVAL:
            V, held = neuron.V_R, what == SPIKE and moments.holds[q] > 0
        elif channel >= 0:
            currents[channel] += weight
        elif not held:
            V += weight
    return result


def _happenings(moments: Moments, sent: list[tuple[np.ndarray, np.ndarray]], q: int, x: int) -> list[tuple[float, int, int, float]]:
    """Return (time, what, channel, weight) of all that happens to a neuron, in order."""
    own = sent[q][0][sent[q][1] == x]
    found = [(t, SPIKE, 0, 0.0) for t in own.tolist()]
    if moments.holds[q]:
        found += [(t, END, 0, 0.0) for t in (own + moments.holds[q]).tolist()]
    for bundle, delay in zip(moments.layout.bundles, moments.delays, strict=True):
        if bundle.slab != q:
            continue
        times, who = sent[bundle.sender]
        for synapse in np.flatnonzero(bundle.targets == x):
            sender = int(np.searchsorted(bundle.rows, synapse, side="right")) - 1
            weight = float(bundle.weights[synapse] if bundle.weights.ndim else bundle.weights)
            arrivals = times[who == sender] + (delay[synapse] if delay.ndim else delay)
            weights = np.full(len(arrivals), weight)
            if bundle.rule:
                largest = bundle.projections[0].w_max or 0.0
                weights = bundle.rule.delivered(arrivals * moments.unit, own * moments.unit, weight / largest) * largest
            found += [(t, ARRIVAL, bundle.channel, w) for t, w in zip(arrivals.tolist(), weights.tolist(), strict=True)]
    return sorted(found)
