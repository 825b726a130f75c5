"""What the clocked engine did, counted after the run from what happened in it: counting costs the run nothing.

Each tick visits every neuron, refractory or not, and tests its threshold. A spike fetches its row in every projection, and
each synapse of the row whose spike arrives before the end is a synaptic event. Words of memory are those that the tables
say: an update reads and writes the state, the synaptic channels, and a slot of the ring where delays differ; a row costs two
words (where it starts and ends); an event reads target and weight (and delay, where they differ) and updates one channel.
"""

from __future__ import annotations

import numpy as np

from .layout import Bundle
from .plastic import Counts, count_learning
from .ticks import Grid

Trains = list[tuple[np.ndarray, np.ndarray]]


def counted(grid: Grid, trains: Trains, done: int) -> Counts:
    """Return how often each component was used in ``done`` ticks; ``trains`` are the (ticks, indices) of each sender."""
    layout, counts = grid.layout, {("clock tick", "clock"): done}
    sent = [np.bincount(who, minlength=sender.n) for (_, who), sender in zip(trains, layout.senders, strict=True)]
    for group, (sender, start) in layout.places.items():
        counts["spike", group.name] = int(sent[sender][start : start + group.n].sum())
    for k, slab in enumerate(layout.slabs):
        rings = {bundle.channel for bundle, delay in zip(layout.bundles, grid.delays, strict=True) if bundle.slab == k and delay.ndim}
        words = len(slab.neuron.state) + len(slab.channels) + len(rings)
        for population in slab.members:
            visits = population.n * done
            counts["neuron update", population.name] = counts["threshold check", population.name] = visits
            counts["word read", population.name] = counts["word written", population.name] = visits * words
    for bundle, delay in zip(layout.bundles, grid.delays, strict=True):
        _count_events(counts, bundle, delay, grid, trains[bundle.sender], sent[bundle.sender], trains[bundle.slab][1], done)
    return counts


def _count_events(
    counts: Counts,
    bundle: Bundle,
    delay: np.ndarray,
    grid: Grid,
    train: tuple[np.ndarray, np.ndarray],
    sent: np.ndarray,
    fired: np.ndarray,
    done: int,
) -> None:
    """Count the events of each projection of a bundle: all of a row if its last delay is over, else one by one."""
    ticks, who = train
    seen = slice(0, np.searchsorted(ticks, done - (int(delay) if delay.ndim == 0 else 1), side="right"))
    late = slice(np.searchsorted(ticks, done - int(delay.max(initial=1)), side="right"), seen.stop)
    sent = sent - np.bincount(who[seen.stop :], minlength=len(bundle.rows) - 1)
    for projection in bundle.projections:
        start = grid.layout.places[projection.pre][1]
        own = sent[start : start + projection.pre.n]
        events, fetched = int(own @ grid.layout.fans[projection]), int(own.sum())
        if delay.ndim:  # then the projection has the bundle to itself
            for tick, sender in zip(ticks[late], who[late], strict=True):
                events -= int(np.count_nonzero(tick + delay[bundle.rows[sender] : bundle.rows[sender + 1]] > done))
        counts["synaptic event", projection.name] = events
        counts["plasticity update", projection.name] = 0
        counts["word read", projection.name] = 2 * fetched + (3 if delay.ndim == 0 else 4) * events
        counts["word written", projection.name] = events
        count_learning(counts, bundle, grid.layout, fetched, fired)
