"""A network laid out for an engine: like neurons side by side in slabs, like projections in one table of rows each.

What an engine must visit together is brought together here, once, from the description and the seed. Populations of equal
neurons share a slab; projections with equal delay and action between the same slabs share a bundle, whose rows (compressed
sparse rows) say for each sender which targets it reaches. Times are still in seconds: each engine reads them its own way.

A network on a grid of ticks: every time as a whole number of them, or a sentence that says why it is none.

A network in continuous time: every time as a float, in a unit in which those that lie on a common grid are whole numbers.

Two arrivals are simultaneous when their times are equal, and 0.1 ms + 0.2 ms is not 0.3 ms in floats of a second. So the
unit is the greatest common divisor of all delays, refractory times and replayed spikes that are whole nanoseconds: theirs
are whole numbers then, sums of them are exact, and what comes from one grid meets. All other times are as exact as ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..model import ParameterError
from ..network import Group, Network, Population, Projection, Replay, Synapse
from ..neurons.lif import LIF
from ..neurons.neuron import Neuron
from ..units import ms, ns, show
from .integrators import expect_step, leaps


@dataclass(eq=False)
class Slab:
    """Equal neurons, side by side: their populations and where each starts, current, state at the start, synaptic channels."""

    neuron: Neuron
    members: list[Population]
    starts: np.ndarray
    I: np.ndarray
    state: np.ndarray
    channels: list[Synapse] = field(default_factory=list)

    @property
    def n(self) -> int:
        """Number of neurons."""
        return self.state.shape[1]


@dataclass(eq=False)
class Input:
    """A source with its spikes over the whole run: ``times`` in s, sorted, and ``indices``."""

    group: Group
    times: np.ndarray
    indices: np.ndarray

    @property
    def n(self) -> int:
        """Number of senders."""
        return self.group.n


@dataclass(eq=False)
class Bundle:
    """Projections that act together: from a sender (a slab, or an input after the slabs) to a channel of a slab.

    ``channel`` is -1 for jumps of V. Sender i reaches ``targets[rows[i]:rows[i + 1]]``; ``weights`` and ``delays`` (s)
    are one number, or one a synapse. ``order`` says which synapse of the projection's pairs each of them is, where one alone learns.
    """

    sender: int
    slab: int
    channel: int
    rows: np.ndarray
    targets: np.ndarray
    weights: np.ndarray
    delays: np.ndarray
    projections: list[Projection]
    order: Any = field(default_factory=lambda: slice(None))

    @property
    def rule(self) -> Any:
        """The rule by which the synapses learn, or ``None``."""
        return self.projections[0].plasticity

    @property
    def wide(self) -> bool:
        """Whether the targets of each row stand side by side, in their order."""
        within = np.ones(len(self.targets), dtype=bool)
        within[self.rows[:-1][np.diff(self.rows) > 0]] = False  # the first of each row
        return bool((np.diff(self.targets.astype(np.int64))[within[1:]] == 1).all())


@dataclass(eq=False)
class Layout:
    """All of it: slabs, inputs and bundles; where each group is; and how many targets each sender of a projection has."""

    slabs: list[Slab]
    inputs: list[Input]
    bundles: list[Bundle]
    places: dict[Group, tuple[int, int]]
    fans: dict[Projection, np.ndarray]

    @property
    def senders(self) -> list[Any]:
        """The slabs, then the inputs."""
        return [*self.slabs, *self.inputs]


def lay_out(net: Network, seed: int, duration: float) -> Layout:
    """Return the network as this seed draws it, with its input for ``duration`` seconds."""
    alike: dict[Neuron, list[Population]] = {}
    for population in net.populations:
        alike.setdefault(population.neuron, []).append(population)
    slabs = [_slab(neuron, members, seed) for neuron, members in alike.items()]
    places: dict[Group, tuple[int, int]] = {
        p: (k, int(start)) for k, slab in enumerate(slabs) for p, start in zip(slab.members, slab.starts, strict=True)
    }
    inputs: list[Input] = []
    for group in net.groups:
        if not isinstance(group, Population):
            places[group] = (len(slabs) + len(inputs), 0)
            inputs.append(Input(group, *group.trains(duration, seed)))  # type: ignore[attr-defined]
    layout = Layout(slabs, inputs, [], places, {})
    together: dict[Any, list[Projection]] = {}
    for projection in net.projections:
        together.setdefault(_key(projection, layout), []).append(projection)
    layout.bundles = [_bundle(projections, layout, seed) for projections in together.values()]
    return layout


def _slab(neuron: Neuron, members: list[Population], seed: int) -> Slab:
    starts = np.cumsum([0] + [p.n for p in members[:-1]])
    alike = all(p.I.ndim == 0 and p.I == members[0].I for p in members)
    I = members[0].I if alike else np.concatenate([np.broadcast_to(p.I, p.n) for p in members])
    return Slab(neuron, members, starts, I, np.concatenate([p.start(seed) for p in members], axis=1))


def _key(projection: Projection, layout: Layout) -> Any:
    """Return what projections of one bundle have in common; those with many delays, or that learn, have one of their own."""
    if projection.delay.ndim or projection.plasticity is not None:
        return projection
    (sender, _), (slab, _) = layout.places[projection.pre], layout.places[projection.post]
    return sender, slab, projection.synapse, float(projection.delay)


def _bundle(projections: list[Projection], layout: Layout, seed: int) -> Bundle:
    """Return the rows of projections between the same sender and slab, and note the fan-out of each."""
    first = projections[0]
    (sender, _), (slab, _) = layout.places[first.pre], layout.places[first.post]
    channels = layout.slabs[slab].channels
    if first.synapse.kind != "delta" and first.synapse not in channels:
        channels.append(first.synapse)
    channel = channels.index(first.synapse) if first.synapse in channels else -1
    uniform = first.plasticity is None and all(p.weight.ndim == 0 and p.weight == first.weight for p in projections)
    who, targets, weights, delays = [], [], [], []
    for p in projections:
        i, j = p.pairs(seed)
        layout.fans[p] = np.bincount(i, minlength=p.pre.n)
        who.append(i + np.int32(layout.places[p.pre][1]))
        targets.append(j + np.int32(layout.places[p.post][1]))
        weights.append(p.each(p.weight, i, j))
        delays.append(p.each(p.delay, i, j))
    senders, order = np.concatenate(who), slice(None)
    if (senders[1:] < senders[:-1]).any():
        order = np.argsort(senders, kind="stable")  # type: ignore[assignment]
    rows = np.concatenate([[0], np.cumsum(np.bincount(senders, minlength=layout.senders[sender].n))])
    w = first.weight if uniform else np.concatenate(weights)[order]
    d = first.delay if first.delay.ndim == 0 else np.concatenate(delays)[order]
    return Bundle(sender, slab, channel, rows, np.concatenate(targets)[order], w, d, projections, order)


SOME = 2**14
NEAR = 1e-6  # of a tick: what rounding of times in s may leave
FRAME = 512  # ticks between two foldings of the rotating frame, at most
LARGEST = 50.0  # and the largest exponent that its factor may reach


@dataclass(eq=False)
class Grid:
    """A layout in ticks of ``dt``: delays of each bundle, refractory time of each slab, and ticks of each input's spikes.

    ``method`` is the way to step (of ``integrators.METHODS``) where there is no closed form.
    ``watched`` are the neurons whose voltage is recorded at all ``steps`` + 1 ticks: (slab, position) for each row of ``V``.
    """

    layout: Layout
    dt: float
    steps: int
    delays: list[np.ndarray]
    holds: list[int]
    inputs: list[np.ndarray]
    watched: list[tuple[int, int]]
    V: np.ndarray
    method: str


def on_grid(layout: Layout, dt: float, steps: int, watched: list[tuple[int, int]], method: str = "RK4") -> Grid:
    """Return the layout in ticks. A spike of an input counts at the end of the tick in which it falls."""
    for slab in layout.slabs:
        if not leaps(slab.neuron) or any(channel.kind == "conductance" for channel in slab.channels):
            expect_step(slab.neuron, dt, "Clocked")
    delays = []
    for bundle in layout.bundles:
        for projection in bundle.projections:
            _expect_ticks(projection, dt)
        delays.append(np.rint(bundle.delays / dt).astype(np.int64))
    holds = [round(slab.neuron.refractory / dt) for slab in layout.slabs]
    inputs = [_ticks(source.times, dt) for source in layout.inputs]
    return Grid(layout, dt, steps, delays, holds, inputs, watched, np.full((len(watched), steps + 1), np.nan), method)


def _ticks(times: np.ndarray, dt: float) -> np.ndarray:
    """Return the tick at whose end each time counts; some at a time, for memory that is new costs more than the arithmetic."""
    ticks = np.empty(len(times), dtype=np.int32)
    for some in range(0, len(times), SOME):
        ticks[some : some + SOME] = np.ceil(times[some : some + SOME] / dt - NEAR)
    return ticks


def _expect_ticks(projection: Projection, dt: float) -> None:
    """Refuse delays below a tick, and between two."""
    name, ticks = f"The delay of {projection.name}", projection.delay / dt
    if (ticks < 1 - NEAR).any():
        shortest = float(projection.delay.min())
        raise ParameterError(
            f"{name} is {show(shortest, 's')}, below one tick of {show(dt, 's')}: a spike is seen at the end of a tick and acts in the "
            f"next. Type delay={dt / ms:g}*ms or more, Clocked(dt={shortest / ms:g}*ms), or run it on EventDriven()."
        )
    off = np.abs(ticks - np.rint(ticks)) > NEAR * np.maximum(1, ticks)
    if off.any():
        between = float(np.ravel(projection.delay)[np.flatnonzero(off)[0]])
        near = round(between / dt) * dt
        raise ParameterError(
            f"{name} is {show(between, 's')}, not a whole number of ticks of {show(dt, 's')}. Type delay={near / ms:g}*ms, "
            "a dt that divides it, or run it on EventDriven()."
        )


def rotating(taus: Sequence[float] | np.ndarray, dt: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the factors into and out of the rotating frame (:mod:`~neurolib.engines.loops`), one row a time constant.

    Shape (time constants, ticks + 1): at each tick of the longest frame that is safe.
    """
    taus = np.reshape(taus, (-1, 1))
    frame = max(1, int(min(FRAME, LARGEST * taus.min(initial=np.inf) / dt)))
    passed = np.arange(frame + 1) * dt / taus
    return np.exp(passed), np.exp(-passed)


ROUNDING = 1e-14  # relative: what a few operations with floats leave


@dataclass(eq=False)
class Moments:
    """A layout in a ``unit`` of so many s: the run's end, delays of each bundle, refractory time of each slab, spikes of each input.

    Where delays differ between the synapses of a bundle, its rows are sorted by them.
    """

    layout: Layout
    unit: float
    end: float
    delays: list[np.ndarray]
    holds: list[float]
    inputs: list[np.ndarray]


def in_time(layout: Layout, duration: float) -> Moments:
    """Return the layout in its own unit of time, or refuse what has no closed form."""
    for slab in layout.slabs:
        name = type(slab.neuron).__name__
        if not (isinstance(slab.neuron, LIF) and leaps(slab.neuron)):
            raise ParameterError(
                f"{name} has no closed-form solution, so the event-driven engine cannot leap over the time between spikes. "
                "Run it with Clocked(dt=0.1*ms), or use LIF."
            )
    for bundle in layout.bundles:
        for projection in bundle.projections:
            if projection.synapse.kind == "conductance":
                raise ParameterError(
                    f"{projection.name} has conductances, and a voltage under them has no closed-form solution, so the event-driven engine "
                    'cannot leap over the time between spikes. Run it with Clocked(dt=0.1*ms), or type synapse="exponential".'
                )
        if bundle.delays.ndim:
            _sort(bundle)
    holds = [np.array(slab.neuron.refractory) for slab in layout.slabs]
    replayed = [source.times for source in layout.inputs if isinstance(source.group, Replay)]
    unit = _unit([*(bundle.delays for bundle in layout.bundles), *holds, *replayed])
    inputs = [_snapped(s.times, unit) if isinstance(s.group, Replay) else s.times / unit for s in layout.inputs]
    delays = [_snapped(bundle.delays, unit) for bundle in layout.bundles]
    end = float(_snapped(np.array(duration), unit))
    return Moments(layout, unit, end, delays, [float(_snapped(hold, unit)) for hold in holds], inputs)


def _sort(bundle) -> None:  # type: ignore[no-untyped-def]
    """Sort the synapses of each row by their delay, as spikes reach them."""
    sender = np.repeat(np.arange(len(bundle.rows) - 1), np.diff(bundle.rows))
    order = np.lexsort((bundle.delays, sender))
    bundle.targets, bundle.delays = bundle.targets[order], bundle.delays[order]
    if bundle.weights.ndim:
        bundle.weights = bundle.weights[order]


def _unit(parts: list[np.ndarray]) -> float:
    """Return the greatest common divisor in s of the times that are whole nanoseconds, or 1 s where there are none."""
    common = 0
    for times in parts:
        whole = np.rint(times / ns)
        if (np.abs(times / ns - whole) <= ROUNDING * whole + 1e-6).all():
            common = np.gcd(common, int(np.gcd.reduce(whole.astype(np.int64), axis=None)))
    return int(common) / 1e9 if common else 1.0


def _snapped(times: np.ndarray, unit: float) -> np.ndarray:
    """Return times in units, as whole numbers where they are so up to rounding."""
    x = times / unit
    whole = np.rint(x)
    return np.where(np.abs(x - whole) <= ROUNDING * whole, whole, x)
