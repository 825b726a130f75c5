"""A network laid out for an engine: like neurons side by side in slabs, like projections in one table of rows each.

What an engine must visit together is brought together here, once, from the description and the seed. Populations of equal
neurons share a slab; projections with equal delay and action between the same slabs share a bundle, whose rows (compressed
sparse rows) say for each sender which targets it reaches. Times are still in seconds: each engine reads them its own way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..network import Group, Network, Population, Projection, Synapse
from ..neurons.neuron import Neuron


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
