"""The layout of a network for an engine: equal neurons in blocks, projections that act alike in
groups, time in units of the engine.

A network comes in, with a seed and a duration, and a :class:`Layout` goes out, of which an engine
makes a simulation.

The layout is made from the description of a network and the seed, and kept for the next run of
both. Populations of equal neurons share a block; projections with equal delay and action between
the same blocks share a synapse group. A block that sends spikes, or a source, is a sender; the rows
of a group (compressed sparse rows) list for each member of its sender the targets that it reaches.

:func:`lay_out` leaves all times in seconds. :func:`in_steps` counts them in whole steps of the
clocked engine, and :func:`in_continuous_time` in a unit of the event-driven engine in which those
that lie on a common grid are whole numbers: two arrivals are simultaneous when their times are
equal, and 0.1 ms + 0.2 ms is not 0.3 ms in floats of a second. That unit is the greatest common
divisor of the delays of each synapse group, the refractory times of each block and the spikes of
each replayed source, as far as all of one such part are whole nanoseconds. Sums of these are exact,
so that spikes from one grid arrive together. All other times keep their usual precision.

**Tables.** The loops of both engines read the layout as tables: records, which are rows of named
numbers, one per neuron block, synapse group and so on; the rows of all synapse groups behind each
other; and lists of spikes that grow. Compiled loops read NumPy's record arrays; where the same
loops run uncompiled, a list of plain Python records is several times faster, and they read it by
the same names.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import SimpleNamespace
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from ..connections import Drawn
from ..model import ParameterError, read_only
from ..network import Group, Network, Poisson, Population, Projection, Replay, Synapse
from ..neurons.lif import LIF
from ..neurons.neuron import Neuron, conducts, leaps, of_one_kind, with_own
from ..units import ms, ns, show

# times that are converted at once: fresh memory costs more than the arithmetic
AT_ONCE = 2**14
# later than all steps that an engine may take: where a spike that comes later still is kept
NO_STEP = 2**31 - 1
STEP_ROUNDING = 1e-6  # of a step: what rounding of times in s may leave
ROUNDING = 1e-14  # relative: what a few operations with floats leave
# in place of V, or of the part that decays with τ: the neuron is refractory, and no arrival lifts
# it to the threshold
MASKED = -math.inf
# volts: so near to its threshold a neuron on which jumps of V act has reached it, because sums of
# jumps round
TOLERANCE = 1e-12
LEAST_DECAY = 1e-300  # of V in a step: of a masked V, a decay of 0 makes NaN
# smaller values are set to zero, because arithmetic is slow near the smallest floats
NEGLIGIBLE = 1e-200
USUAL_RATE = 20.0  # Hz, for which a list of spikes has room from the start
MOST_ROOM = 1e6  # spikes for which it has room from the start, at most
MOST_DELAYS = 10_000  # different ones of synapses that learn: each has rows of its own


@dataclass(eq=False)
class NeuronBlock:
    """Equal neurons, side by side: their populations and where each starts, current, initial state,
    receptors.

    A receptor is where synapses of one kind, time constant and reversal potential act together: it
    has one current, or one conductance, per neuron. Delta synapses need none, because they act on V
    itself.

    ``refractory_in_s`` and ``refractory`` (in units of the layout) are one number, or one per
    neuron. ``driven`` are populations whose current changes, and where they start. A neuron that is
    so near below its threshold as ``tolerance`` (V) has reached it. ``I`` has one number (A) or one
    per neuron, ``state`` one row per variable and one column per neuron; it ends with what each
    neuron has of its own. ``currents`` are those of the receptors at the start, or their
    conductances, one row per receptor.

    A step of the clocked engine takes one of four forms. Neurons with a closed form leap, or leap
    under conductances (:attr:`conducting`). All others are :attr:`integrated`: by stages
    (:attr:`staged`), or by their linear flow under conductances (:attr:`relaxing`).
    """

    neuron: Neuron
    members: list[Population]
    starts: np.ndarray
    I: np.ndarray
    state: np.ndarray
    receptors: list[Synapse] = field(default_factory=list)
    currents: list[np.ndarray] = field(default_factory=list)
    refractory: Any = 0
    refractory_in_s: np.ndarray = field(default_factory=lambda: np.zeros(()))
    driven: list[tuple[Population, int]] = field(default_factory=list)
    tolerance: float = 0.0

    @property
    def n(self) -> int:
        """Number of neurons."""
        return self.state.shape[1]

    def drive_state(self) -> Any:
        """Return the current, and where the populations start whose current changes: what a session
        may set.
        """
        return self.I, [start for _, start in self.driven]

    def set_current_at(self, t: float) -> bool:
        """Set the current to that at ``t`` seconds where it changes; return whether it is another
        one.
        """
        old, self.I = self.I, np.array(self.I)
        for population, start in self.driven:
            drive: Any = population.drive
            self.I[start : start + population.n] = drive.at(t)
        return not np.array_equal(old, self.I)

    def hold_current(self, population: Population, start: int, I: np.ndarray) -> bool:
        """Let a constant current drive a population that begins at ``start``, whatever drove it
        before; return whether it is another one.
        """
        members = slice(start, start + population.n)
        driven = [each for each in self.driven if each[0] is not population]
        was_constant = len(driven) == len(self.driven)
        before = np.broadcast_to(self.I, self.n)
        if was_constant and np.array_equal(before[members], np.broadcast_to(I, population.n)):
            return False
        self.driven = driven
        if self.I.ndim == 0 and I.ndim == 0 and population.n == self.n:
            self.I = I
        else:
            self.I = np.array(before)
            self.I[members] = I
        return True

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`drive_state` returned."""
        self.I, starts = state
        pairs = zip(self.members, self.starts.tolist(), strict=True)
        self.driven = [(population, start) for population, start in pairs if start in starts]

    @property
    def has_conductances(self) -> bool:
        """Whether some receptors are conductances."""
        return any(receptor.kind == "conductance" for receptor in self.receptors)

    @property
    def conducting(self) -> bool:
        """Whether the neurons leap under conductances, masked while they are refractory as those
        without conductances are.
        """
        return self.has_conductances and conducts(self.neuron)

    @property
    def integrated(self) -> bool:
        """Whether a step calls the kernels of the neurons, in one of the next two ways."""
        return not (conducts(self.neuron) if self.has_conductances else leaps(self.neuron))

    @property
    def staged(self) -> bool:
        """Whether a step goes by the stages of Runge and Kutta's method, or Euler's."""
        return self.integrated and not self.relaxing

    @property
    def relaxing(self) -> bool:
        """Whether a step takes the closed form under conductances by the kernel ``linear`` of the
        neurons.
        """
        return self.has_conductances and self.integrated and self.neuron.linear is not None

    @property
    def rests(self) -> np.ndarray:
        """Return the state of rest of each neuron (variables, n), with what each has of its own."""
        return np.concatenate([with_own(p, self.neuron, p.rests) for p in self.members], axis=1)


@dataclass(eq=False)
class Source:
    """An input with its spikes over the whole run: ``times`` in s, sorted, ``indices``, and
    ``when`` in units of the layout.
    """

    group: Group  # of the network: the input itself, no synapse group
    times: np.ndarray
    indices: np.ndarray
    when: np.ndarray = field(default_factory=lambda: np.empty(0))

    @property
    def n(self) -> int:
        """Number of members that send."""
        return self.group.n

    def forget_first(self, n: int) -> None:
        """Forget the first ``n`` spikes."""
        self.times, self.indices = self.times[n:].copy(), self.indices[n:].copy()
        self.when = self.when[n:].copy()

    def replace_after(
        self, remaining: int, times: np.ndarray, indices: np.ndarray, when: np.ndarray
    ) -> None:
        """Send these spikes after the first ``remaining``."""

        def after(old: np.ndarray, new: np.ndarray) -> np.ndarray:
            return np.concatenate([old[:remaining], new.astype(old.dtype, copy=False)])

        self.times, self.indices = after(self.times, times), after(self.indices, indices)
        self.when = after(self.when, when)

    def state(self) -> Any:
        """Return the spikes; the caller copies them."""
        return self.times, self.indices, self.when

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`state` returned."""
        self.times, self.indices, self.when = state


@dataclass(eq=False)
class SynapseGroup:
    """Projections that act together: from a sender (a neuron block, or a source after the blocks)
    to a receptor of a block.

    ``receptor`` is -1 for jumps of V. Member i of the sender reaches
    ``targets[rows[i]:rows[i + 1]]``; ``weights``, ``delay_in_s`` and ``delay`` (in units of the
    layout) are one number, or one per synapse. ``find_order`` returns :attr:`order`.
    """

    sender: int
    block: int
    receptor: int
    rows: np.ndarray
    targets: np.ndarray
    weights: np.ndarray
    delay_in_s: np.ndarray
    projections: list[Projection]
    find_order: Callable[[], np.ndarray] | None = None  # ``None``: as the pairs are
    cells: Any = None  # SynapticArray, which holds the weights of one projection on a crossbar
    delay: np.ndarray = field(default_factory=lambda: np.zeros(()))
    # the different delays of synapses that learn, in units of the layout: the rows are those of all
    # members of the sender with the first of these delays, then those with the next
    delays: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def state(self) -> Any:
        """Return the weights, and the state of the cells that hold them; the caller copies it."""
        return self.weights, self.cells.state() if self.cells else None

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`state` returned."""
        self.weights, cells = state
        if self.cells:
            self.cells.restore(cells)

    @cached_property
    def order(self) -> Any:
        """For each synapse its place among the pairs of all projections, one projection after the
        other. Only reading and writing weights needs it, and it takes twice the memory of the
        targets: it is found when it is asked for.
        """
        return self.find_order() if self.find_order else slice(None)

    def by_pair(self, values: np.ndarray) -> np.ndarray:
        """Return values, one or one per synapse in the order of the rows, in that of the pairs of
        all projections.
        """
        pairs = np.empty(len(self.targets), dtype=values.dtype)
        pairs[self.order] = values
        return pairs

    def set_weights(self, part: slice, new: np.ndarray) -> np.ndarray:
        """Let the synapses of some pairs have new weights, one or one each; return by how much the
        weights of the group differ from those before.
        """
        before = self.weights
        if new.ndim == 0 and before.ndim == 0 and len(self.projections) == 1:
            self.weights = new
        else:
            pairs = self.by_pair(before)
            pairs[part] = new
            self.weights = pairs[self.order]
        return self.weights - before

    @property
    def members(self) -> int:
        """Number of members of the sender, each of which has a row for each of the ``delays``."""
        return (len(self.rows) - 1) // max(1, len(self.delays))

    @property
    def mixed(self) -> bool:
        """Whether the synapses of a row have different delays."""
        return self.delay.ndim > 0 and not len(self.delays)

    def delay_of_rows(self, first_row: int) -> Any:
        """Return the delay of the rows that begin with this one: one number, or one per synapse."""
        return self.delays[first_row // self.members] if len(self.delays) else self.delay

    @property
    def rule(self) -> Any:
        """The rule by which the synapses learn, or ``None``."""
        return self.projections[0].plasticity

    @property
    def largest(self) -> float:
        """The largest weight of synapses that learn, 1 in the weights' unit where none is given;
        0 for others.
        """
        return self.projections[0].w_max or float(self.rule is not None)

    @property
    def contiguous(self) -> bool:
        """Whether the targets of each row stand side by side, in their order."""
        within = np.ones(len(self.targets), dtype=bool)
        within[self.rows[:-1][np.diff(self.rows) > 0]] = False  # the first of each row
        return bool((np.diff(self.targets.astype(np.int64))[within[1:]] == 1).all())


class Offset(NamedTuple):
    """Where a population or source is: its ``sender`` (a neuron block, or a source after the
    blocks), and the first of its members among those of the sender.
    """

    sender: int
    start: int


@dataclass(eq=False)
class Layout:
    """A network as an engine sees it: blocks, sources, synapse groups, the offset of each
    population or source, and fan-outs.

    The run ends at ``end``, in units of ``unit`` seconds; ``fan_out`` gives for each projection the
    number of targets of each presynaptic neuron.
    """

    blocks: list[NeuronBlock]
    sources: list[Source]
    groups: list[SynapseGroup]
    offsets: dict[Group, Offset]
    fan_out: dict[Projection, np.ndarray]
    seed: int
    unit: float = 1.0
    end: Any = 0

    def state(self) -> Any:
        """Return all that a session changes, currents, weights and inputs; the caller copies it."""
        return (
            [block.drive_state() for block in self.blocks],
            [group.state() for group in self.groups],
            [source.state() for source in self.sources],
        )

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`state` returned."""
        for part, states in zip((self.blocks, self.groups, self.sources), state, strict=True):
            for owner, values in zip(part, states, strict=True):
                owner.restore(values)

    @property
    def senders(self) -> list[Any]:
        """The blocks, then the sources."""
        return [*self.blocks, *self.sources]

    @cached_property
    def rules(self) -> list[Any]:
        """The kinds of rules by which synapses learn, without repeats."""
        return list(dict.fromkeys(type(group.rule) for group in self.groups if group.rule))


# of each network that ran: its parts, the seed, its layout
LAYOUTS: WeakKeyDictionary[Network, tuple[Any, Layout]] = WeakKeyDictionary()


def lay_out(net: Network, seed: int, duration: float) -> Layout:
    """Return the network as this seed draws it, with its input for ``duration`` seconds; all times
    are in seconds.

    It is kept for the next run with the same parts and seed: nothing writes into the arrays of a
    part, or into those that are kept. A function of one's own may draw other weights the next time,
    so a network that has one is laid out anew.
    """
    key = net.groups, net.projections, seed
    parts, stored = LAYOUTS.get(net, (None, None))
    layout = stored if parts == key and stored is not None else _laid_out(net, seed, duration)
    if layout.end != duration:
        layout.sources, layout.end = _sources(net, seed, duration), duration
    if not any(
        isinstance(values, Drawn)
        for projection in net.projections
        for values in (projection.weight, projection.delay)
    ):
        LAYOUTS[net] = key, layout
    copied = copy(layout)
    copied.blocks, copied.sources = list(map(copy, layout.blocks)), list(map(copy, layout.sources))
    copied.groups = list(map(copy, layout.groups))
    for group in copied.groups:
        if group.projections[0].crossbar is not None:
            group.cells = _array(group, seed)
    return copied


def _laid_out(net: Network, seed: int, duration: float) -> Layout:
    # populations share a block where only what each neuron has of its own differs
    alike: dict[Neuron, list[Population]] = {}
    for population in net.populations:
        alike.setdefault(of_one_kind(population, net.populations), []).append(population)
    blocks = [_block(neuron, members, seed) for neuron, members in alike.items()]
    offsets: dict[Group, Offset] = {
        p: Offset(k, int(start))
        for k, block in enumerate(blocks)
        for p, start in zip(block.members, block.starts, strict=True)
    }
    sources = _sources(net, seed, duration)
    offsets |= {source.group: Offset(k, 0) for k, source in enumerate(sources, len(blocks))}
    layout = Layout(blocks, sources, [], offsets, {}, seed, end=duration)
    together: dict[Any, list[Projection]] = {}
    for projection in net.projections:
        together.setdefault(_key(projection, layout), []).append(projection)
    layout.groups = [_group(projections, layout, seed) for projections in together.values()]
    for name in "targets", "weights", "delay_in_s":
        _put_side_by_side(layout.groups, name)
    read_only(*layout.blocks, *layout.groups)
    return layout


def _sources(net: Network, seed: int, duration: float) -> list[Source]:
    return [
        Source(group, *group.trains(duration, seed))
        for group in net.groups
        if isinstance(group, (Poisson, Replay))
    ]


def _block(neuron: Neuron, members: list[Population], seed: int) -> NeuronBlock:
    starts = np.cumsum([0] + [p.n for p in members[:-1]])
    alike = all(p.I.ndim == 0 and p.I == members[0].I for p in members)
    driven = [(p, int(start)) for p, start in zip(members, starts, strict=True) if p.drive]
    I = (
        members[0].I
        if alike and not driven
        else np.concatenate([np.broadcast_to(p.I, p.n) for p in members])
    )
    state = np.concatenate([with_own(p, neuron, p.start(seed)) for p in members], axis=1)
    refractory = [p.refractory for p in members]
    shared = all(time.ndim == 0 for time in refractory)  # then equal, as the neurons are
    times = [np.broadcast_to(t, p.n) for t, p in zip(refractory, members, strict=True)]
    return NeuronBlock(
        neuron,
        members,
        starts,
        I,
        state,
        driven=driven,
        refractory_in_s=refractory[0] if shared else np.concatenate(times),
    )


def _key(projection: Projection, layout: Layout) -> Any:
    """Return what projections of one group have in common; one with many delays, or that learns,
    has a group of its own.
    """
    if (
        projection.delay.ndim
        or projection.plasticity is not None
        or projection.crossbar is not None
    ):
        return projection
    (sender, _), (block, _) = layout.offsets[projection.pre], layout.offsets[projection.post]
    return sender, block, projection.synapse, float(projection.delay)


def _group(projections: list[Projection], layout: Layout, seed: int) -> SynapseGroup:
    """Return the synapse group of projections between the same sender and block; enter its receptor
    into the block, and the fan-out of each projection into the layout.
    """
    first = projections[0]
    (sender, _), (block, _) = layout.offsets[first.pre], layout.offsets[first.post]
    receptors = layout.blocks[block].receptors
    if first.synapse.kind != "delta" and first.synapse not in receptors:
        receptors.append(first.synapse)
        layout.blocks[block].currents.append(np.zeros(layout.blocks[block].n))
    receptor = receptors.index(first.synapse) if first.synapse in receptors else -1
    uniform = first.plasticity is None and all(
        p.weight.ndim == 0 and p.weight == first.weight for p in projections
    )
    who, targets, weights, delays = [], [], [], []
    for p in projections:
        if p.initial is not None:
            start = layout.offsets[p.post].start
            layout.blocks[block].currents[receptor][start : start + p.post.n] += p.initial
        i, j = p.pairs(seed)
        layout.fan_out[p] = np.bincount(i, minlength=p.pre.n)
        who.append(i + np.int32(layout.offsets[p.pre].start))
        targets.append(j + np.int32(layout.offsets[p.post].start))
        weights.append(p.each(p.weight, i, j, seed))
        delays.append(p.each(p.delay, i, j, seed))
    members, order, find_order = np.concatenate(who), slice(None), None
    by_delay = delays[0] if _sorts_by_delay(first) else None
    if by_delay is not None or (members[1:] < members[:-1]).any():
        order = _sorted(members, by_delay)  # type: ignore[assignment]
        find_order = partial(_order_of, projections, layout.offsets, seed)
        if isinstance(first.delay, Drawn):  # a function of one's own may not draw them again
            find_order = order.copy  # type: ignore[attr-defined]
    rows = np.concatenate(
        [[0], np.cumsum(np.bincount(members, minlength=layout.senders[sender].n))]
    )
    w = first.weight if uniform else np.concatenate(weights)[order]
    d = first.delay if first.delay.ndim == 0 else np.concatenate(delays)[order]
    # two bytes where they do, because rows then come from nearer caches
    index = np.uint16 if max(each.n for each in layout.blocks) <= 65536 else np.uint32
    reached = np.concatenate(targets)[order].astype(index)
    return SynapseGroup(sender, block, receptor, rows, reached, w, d, projections, find_order)


def _sorts_by_delay(projection: Projection) -> bool:
    """Return whether the synapses of a row stand in the order of their delays: those that learn get
    rows for each delay, and cells stay in the order of the pairs.
    """
    fixed = projection.plasticity is None and projection.crossbar is None
    return fixed and projection.delay.ndim > 0


def _sorted(members: np.ndarray, delays: np.ndarray | None) -> np.ndarray:
    """Return the order by member, and where ``delays`` differ by these within each row, as a spike
    reaches the synapses.
    """
    if delays is None:
        return np.argsort(members, kind="stable")
    return np.lexsort((delays, members))


def _order_of(projections: list[Projection], offsets: dict[Group, Offset], seed: int) -> np.ndarray:
    """Return the places of synapses among the pairs of projections, which are drawn once more."""
    pairs = [p.pairs(seed) for p in projections]
    starts = [np.int32(offsets[p.pre].start) for p in projections]
    members = np.concatenate([i + start for (i, _), start in zip(pairs, starts, strict=True)])
    first = projections[0]
    by_delay = first.each(first.delay, *pairs[0], seed) if _sorts_by_delay(first) else None
    return _sorted(members, by_delay)


def _put_side_by_side(groups: list[SynapseGroup], name: str) -> None:
    """Let all groups keep their values of this ``name`` in one array, where they differ between
    synapses, because the tables of the loops read one array.
    """
    own = [group for group in groups if getattr(group, name).ndim]
    if not own:
        return
    whole = np.concatenate([getattr(group, name) for group in own])
    ends = np.cumsum([len(group.targets) for group in own])
    for group, part in zip(own, np.split(whole, ends[:-1]), strict=True):
        setattr(group, name, part)


def _array(group: SynapseGroup, seed: int) -> Any:
    """Return the array that holds the weights of a projection, of all its pairs in their order,
    programmed.
    """
    from ..crossbar.synapses import SynapticArray

    projection = group.projections[0]
    W = np.broadcast_to(group.weights, len(group.targets)).reshape(
        projection.pre.n, projection.post.n
    )
    return SynapticArray(projection.crossbar, W, projection.w_max, seed, projection.number)


def gap_of(block: NeuronBlock) -> np.ndarray:
    """Return the distance from the resting voltage under the current to the threshold, V: one
    number, or one per neuron.
    """
    neuron: Any = block.neuron
    return np.asarray(
        neuron.V_T
        - np.asarray(
            # a factor of decay of 0: V after a long time; values: the parameters of this kernel,
            # without the arguments that are named
            neuron.leap(0.0, block.I, 0.0, *neuron.values(neuron.leap, "V", "I", "decay"))[0]
        )
    )


def tolerance_of(layout: Layout, q: int) -> float:
    """Return how near below its threshold, in V, a neuron of the block ``q`` has reached it.

    Jumps of V that add up to the threshold on paper miss it by rounding as often as not: ten of 1.5
    mV are not 15 mV in floats. Where no jumps arrive, and where a current holds some neuron at its
    threshold for ever, the distance is 0.
    """
    block = layout.blocks[q]
    if not any(group.block == q and group.receptor < 0 for group in layout.groups):
        return 0.0
    return (
        0.0 if leaps(block.neuron) and (np.abs(gap_of(block)) <= 2 * TOLERANCE).any() else TOLERANCE
    )


# --- for both engines: synapses in another order --------------------------------------------------


def _reorder(group: SynapseGroup, order: np.ndarray) -> None:
    """Put the synapses of a group into this order."""
    group.targets = group.targets[order]
    group.order = order if isinstance(group.order, slice) else group.order[order]
    for name in ("delay_in_s", "delay", "weights"):
        if (values := getattr(group, name)).ndim:
            setattr(group, name, values[order])


def _split_by_delay(group: SynapseGroup) -> None:
    """Where synapses learn and their delays differ, give each member of the sender a row for each
    delay: all that is learned at an arrival is learned by a row at once.
    """
    if group.rule is None or group.delay.ndim == 0 or not len(group.targets):
        return
    members = len(group.rows) - 1
    delays, which = np.unique(group.delay, return_inverse=True)
    if len(delays) > MOST_DELAYS:
        raise ParameterError(
            f"{group.projections[0].name} learns and has {len(delays):,} different delays; "
            f"expected at most {MOST_DELAYS:,}. Take whole multiples of a tick, as in "
            f"delay=0.1*ms*rng.integers(10, 50, shape), or run it on Clocked(dt=0.1*ms), which "
            f"rounds those that are drawn."
        )
    row = which * members + np.repeat(np.arange(members), np.diff(group.rows))
    sizes = np.bincount(row, minlength=len(delays) * members)
    _reorder(group, np.argsort(row, kind="stable"))
    group.rows, group.delays = np.concatenate([[0], np.cumsum(sizes)]), delays


# --- in steps -------------------------------------------------------------------------------------


def in_steps(layout: Layout, dt: float, steps: int) -> Layout:
    """Turn all times of a layout into whole steps of ``dt``, and return it; or refuse a delay that
    is none.

    A spike of a source counts at the end of the step in which it falls.
    """
    for group in layout.groups:
        for projection in group.projections:
            # given delays are whole steps; those that a seed draws are rounded, to one step at
            # least
            if isinstance(projection.delay, np.ndarray):
                _expect_steps(projection, dt, layout)
        group.delay = np.maximum(1, np.rint(group.delay_in_s / dt)).astype(
            np.int32 if group.delay_in_s.ndim else np.int64
        )
        _split_by_delay(group)
    for q, block in enumerate(layout.blocks):
        refractory = np.rint(block.refractory_in_s / dt).astype(np.int64)
        block.refractory = refractory if refractory.ndim else int(refractory)
        block.tolerance = tolerance_of(layout, q)
    for source in layout.sources:
        source.when = whole_steps(source.times, dt)
    layout.unit, layout.end = dt, steps
    return layout


def whole_steps(times: np.ndarray, dt: float) -> np.ndarray:
    """Return the step at whose end each time counts."""
    steps = np.empty(len(times), dtype=np.int32)
    for some in range(0, len(times), AT_ONCE):
        steps[some : some + AT_ONCE] = np.minimum(
            np.ceil(times[some : some + AT_ONCE] / dt - STEP_ROUNDING), NO_STEP
        )
    return steps


def _expect_steps(projection: Projection, dt: float, layout: Layout) -> None:
    """Refuse delays below a step, and between two."""

    def typed(instead: str) -> str:
        # whether the other engine takes this network: see in_continuous_time
        parts = [each for group in layout.groups for each in group.projections]
        other = all(isinstance(b.neuron, LIF) and leaps(b.neuron) for b in layout.blocks) and all(
            p.crossbar is None and p.synapse.kind != "conductance" for p in parts
        )
        return f", {instead}, or run it on EventDriven()." if other else f", or {instead}."

    name, steps = f"The delay of {projection.name}", projection.delay / dt
    if (steps < 1 - STEP_ROUNDING).any():
        shortest = float(projection.delay.min())
        raise ParameterError(
            f"{name} is {show(shortest, 's')}, below one tick of {show(dt, 's')}: a "
            f"spike is seen at the end of a tick and acts in the "
            f"next. Type delay={dt / ms:g}*ms or more" + typed(f"Clocked(dt={shortest / ms:g}*ms)")
        )
    off = np.abs(steps - np.rint(steps)) > STEP_ROUNDING * np.maximum(1, steps)
    if off.any():
        between = float(np.ravel(projection.delay)[np.flatnonzero(off)[0]])
        nearest = round(between / dt) * dt
        raise ParameterError(
            f"{name} is {show(between, 's', 9)}, not a whole number of ticks of "
            f"{show(dt, 's')}. Type delay={nearest / ms:g}*ms" + typed("a dt that divides it")
        )


# --- in continuous time ---------------------------------------------------------------------------


def in_continuous_time(layout: Layout, duration: float) -> Layout:
    """Turn all times of a layout into floats in a unit of its own, and return it; or refuse what
    has no closed form.
    """
    for block in layout.blocks:
        name = type(block.neuron).__name__
        if not (isinstance(block.neuron, LIF) and leaps(block.neuron)):
            raise ParameterError(
                f"{name} has no closed-form solution, so the event-driven engine cannot "
                f"leap over the time between spikes. "
                "Run it with Clocked(dt=0.1*ms), or use LIF."
            )
    for group in layout.groups:
        for projection in group.projections:
            if projection.crossbar is not None:
                raise ParameterError(
                    f"{projection.name} reads its weights from a crossbar, whose rows "
                    f"are driven together and whose cells drift and learn "
                    "between two spikes, so the event-driven engine cannot know them "
                    "beforehand. Run it with Clocked(dt=0.1*ms)."
                )
            if projection.synapse.kind == "conductance":
                raise ParameterError(
                    f"{projection.name} has conductances, and a voltage under them has "
                    f"no closed-form solution, so the event-driven engine "
                    "cannot leap over the time between spikes. Run it with "
                    'Clocked(dt=0.1*ms), or type synapse="exponential".'
                )
    refractory = [block.refractory_in_s for block in layout.blocks]
    replayed = [source.times for source in layout.sources if isinstance(source.group, Replay)]
    unit = _unit([*(group.delay_in_s for group in layout.groups), *refractory, *replayed])
    for source in layout.sources:
        source.when = (
            snapped(source.times, unit) if isinstance(source.group, Replay) else source.times / unit
        )
    for group in layout.groups:
        group.delay = snapped(group.delay_in_s, unit)
        _split_by_delay(group)
    for q, block in enumerate(layout.blocks):
        time = snapped(block.refractory_in_s, unit)
        block.refractory = time if time.ndim else float(time)
        block.tolerance = tolerance_of(layout, q)
    layout.unit, layout.end = unit, float(snapped(np.array(duration), unit))
    return layout


def _unit(parts: list[np.ndarray]) -> float:
    """Return the greatest common divisor in s of those ``parts`` all of whose times are whole
    nanoseconds, or 1 s where there are none.
    """
    common = 0
    for times in parts:
        whole = np.rint(times / ns)
        if (np.abs(times / ns - whole) <= ROUNDING * whole + 1e-6).all():
            common = np.gcd(common, int(np.gcd.reduce(whole.astype(np.int64), axis=None)))
    return int(common) / 1e9 if common else 1.0


def snapped(times: np.ndarray, unit: float) -> np.ndarray:
    """Return times in units, as whole numbers where they are so up to rounding."""
    x = times / unit
    whole = np.rint(x)
    return np.where(np.abs(x - whole) <= ROUNDING * whole, whole, x)


# --- tables for the loops -------------------------------------------------------------------------


def row_type(whole: str, real: str = "", each: int = 1, array: str = "") -> np.dtype[Any]:
    """Return the type of a record with these fields: whole numbers, real ones, and arrays of
    ``each`` real ones.
    """
    fields: list[Any] = [(name, np.int64) for name in whole.split()] + [
        (name, np.float64) for name in real.split()
    ]
    return np.dtype(fields + [(name, np.float64, (each,)) for name in array.split()], align=True)


def table_of(kind: np.dtype[Any], rows: list[dict[str, Any]], compiled: bool = True) -> Any:
    """Return a record per row, as an array for compiled loops or as a list for others; fields that
    a row leaves out are 0.
    """
    if compiled:
        table = np.zeros(len(rows), kind)
        for k, row in enumerate(rows):
            for name, value in row.items():
                table[name][k] = value
        return table
    empty = {
        name: 0 if np.issubdtype(kind[name].base, np.integer) else 0.0 for name in kind.names or ()
    }
    return [
        SimpleNamespace(**{**empty, **{k: np.asarray(v).tolist() for k, v in row.items()}})
        for row in rows
    ]


class Synapses(NamedTuple):
    """The rows of all synapse groups behind each other: synapse e reaches ``targets[e]``.

    Row i of a group goes from ``rows[row0 + i]`` to ``rows[row0 + i + 1]``. Synapse e has
    the weight ``weights[e - weight_shift]`` and the delay ``delays[e - delay_shift]``, where
    synapses have their own.
    """

    rows: Any
    targets: Any
    weights: Any
    delays: Any


def join_rows(
    layout: Layout, scales: list[float], delay_type: Any
) -> tuple[list[dict[str, Any]], Synapses]:
    """Return for each group the fields of its record in the tables of both loops: where its rows of
    synapses, weights and delays start, its weight if all share one; and the rows of all groups.

    A group has one row of fields, and one more for each of its ``delays`` after the first: the
    first ones of all groups, in their order, then the others. ``first_row`` is the row of the group
    from which those of that delay begin.

    Weights are divided by ``scales``, one per group.
    ``weight_shift`` and ``delay_shift`` are -1 where synapses do not differ. ``learner_number``
    numbers the groups that learn, and is -1 for others.
    """
    fields: list[dict[str, Any]] = []
    rows, targets, weights, delays = [], [], [], []
    row0 = synapse0 = first_weight = first_delay = learners = 0
    for group, scale in zip(layout.groups, scales, strict=True):
        scaled = group.weights if scale == 1.0 else group.weights / scale
        own_weight, own_delay = group.weights.ndim > 0, group.mixed
        fields.append(
            {
                "group": len(fields),
                "first_row": 0,
                "sender": group.sender,
                "block": group.block,
                "row0": row0,
                "synapse0": synapse0,
                "weight_shift": synapse0 - first_weight if own_weight else -1,
                "delay_shift": synapse0 - first_delay if own_delay else -1,
                "weight": 0.0 if own_weight else float(scaled),
                "learner_number": learners if group.rule else -1,
            }
        )
        rows.append(group.rows + synapse0)
        targets.append(group.targets)
        weights += [scaled] if own_weight else []
        delays += [group.delay] if own_delay else []
        first_weight += len(scaled) if own_weight else 0
        first_delay += len(group.delay) if own_delay else 0
        learners += bool(group.rule)
        row0, synapse0 = row0 + len(group.rows), synapse0 + len(group.targets)
    for b, group in enumerate(layout.groups):
        for first_row in range(group.members, group.members * len(group.delays), group.members):
            # row0 + i is the row of member i and this delay in ``Synapses``; first_row + i is the
            # same row, counted from the first of the group, as learners count
            first = fields[b]
            fields.append({**first, "first_row": first_row, "row0": first["row0"] + first_row})
    joined = _joined(weights, np.float64)
    # what learns writes into its table, and the layout is kept
    if learners and any(np.shares_memory(joined, part) for part in weights):
        joined = joined.copy()
    mixed = [group for group in layout.groups if group.mixed]
    waits = _joined(delays, delay_type)
    for group, part in zip(mixed, np.split(waits, np.cumsum(list(map(len, delays)))), strict=False):
        group.delay = part
    return fields, Synapses(
        rows=_joined(rows, np.int64),
        targets=_joined(targets, targets[0].dtype if targets else np.uint16),
        weights=joined,
        delays=waits,
    )


def _joined(parts: list[np.ndarray], kind: Any) -> np.ndarray:
    """Return arrays behind each other: the array of which they are the parts, where there is one,
    else a new one.
    """
    if not parts:
        return np.zeros(0, dtype=kind)
    whole: Any = parts[0].base
    if isinstance(whole, np.ndarray) and whole.ndim == 1 and whole.dtype == kind:
        cuts = np.cumsum([len(part) for part in parts])
        own = np.split(whole, cuts[:-1]) if cuts[-1] == len(whole) else []
        if own and all(map(_same_array, own, parts)) and whole.flags.writeable:
            return whole
    return np.concatenate(parts).astype(kind, copy=False)


def _same_array(one: np.ndarray, other: np.ndarray) -> bool:
    """Return whether two arrays are the same memory, read in the same way."""
    places = [array.__array_interface__["data"][0] for array in (one, other)]
    forms = [(array.shape, array.strides, array.dtype) for array in (one, other)]
    return places[0] == places[1] and forms[0] == forms[1]


class Spikes(NamedTuple):
    """The spikes of all senders, each sender's list behind the one before, in the order of time.

    The list of a sender begins at ``start``, has ``room`` for so many spikes and holds ``count`` of
    them.
    """

    when: Any
    who: Any
    start: Any
    room: Any
    count: Any

    def of(self, sender: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the times and the indices of the spikes of one sender."""
        span = slice(self.start[sender], self.start[sender] + self.count[sender])
        return np.asarray(self.when[span]), np.asarray(self.who[span])


def spike_lists(layout: Layout, kind: Any) -> Spikes:
    """Return lists of spikes with times of this ``kind``: those of the sources are full, those of
    the blocks have room for some.
    """
    usual, blocks = USUAL_RATE * layout.end * layout.unit, len(layout.blocks)
    sizes = [4 * block.n + 1000 + int(min(block.n * usual, MOST_ROOM)) for block in layout.blocks]
    sizes += [len(source.when) for source in layout.sources]
    start, total = np.cumsum([0, *sizes[:-1]]), sum(sizes)
    when, who = np.zeros(total, dtype=kind), np.zeros(total, dtype=np.int32)
    count = np.zeros(len(sizes), dtype=np.int64)
    for k, source in enumerate(layout.sources, blocks):
        span = slice(start[k], start[k] + len(source.when))
        when[span], who[span], count[k] = source.when, source.indices, len(source.when)
    return Spikes(when, who, start, np.array(sizes, dtype=np.int64), count)


def with_more_room(spikes: Spikes, blocks: int) -> Spikes:
    """Return the same lists with twice the room for the spikes of each of the first ``blocks``
    senders.
    """
    return with_room(
        spikes,
        np.where(np.arange(len(spikes.room)) < blocks, 2 * np.asarray(spikes.room), spikes.room),
    )


def with_room(spikes: Spikes, room: np.ndarray) -> Spikes:
    """Return the same lists with this ``room`` for the spikes of each sender."""
    start, total = np.concatenate([[0], np.cumsum(room)[:-1]]), int(room.sum())
    # in a list a time may be a whole number
    kind = spikes.when.dtype if isinstance(spikes.when, np.ndarray) else np.float64
    when, who = np.zeros(total, dtype=kind), np.zeros(total, dtype=np.int32)
    for old, new in (spikes.when, when), (spikes.who, who):
        for k, n in enumerate(spikes.count):
            new[start[k] : start[k] + n] = old[spikes.start[k] : spikes.start[k] + n]
    return Spikes(when, who, start, room, spikes.count)
