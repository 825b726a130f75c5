"""What the clocked engine did, counted after the run from what happened in it: counting costs the run nothing.

Each tick visits every neuron, refractory or not, and tests its threshold. A spike fetches its row in every projection, and
each synapse of the row whose spike arrives before the end is a synaptic event. Words of memory are those that the tables
say: an update reads and writes the state, the synaptic channels, and a slot of the ring where delays differ; a row costs two
words (where it starts and ends); an event reads target and weight (and delay, where they differ) and updates one channel.

What the event-driven engine did, counted after the run from what happened in it: counting costs the run nothing.

A neuron is updated when something happens to it: when a spike arrives, when it spikes, and when its refractory time ends
(without one, that is its spike). The threshold is checked when a spike arrives and when the neuron starts from its reset. Words
of memory: a row costs two (where it starts and ends); an arrival reads target and weight (and delay, where they differ),
and updates the part of V that decays with τ and, if it has one, its current; a spike parks V and the end of the refractory time
puts it back in view of all currents. Bounds that the compiled path looks at, and its frames, are no events and are not counted.
"""

from __future__ import annotations

import numpy as np

from .layout import Bundle, Grid, Moments
from .stdp import Counts, count_learning


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


Trains = list[tuple[np.ndarray, np.ndarray]]


def counted_events(moments: Moments, trains: Trains, done: float) -> Counts:
    """Return how often each component was used up to the time ``done``; ``trains`` are the (times, indices) of each sender."""
    layout, counts = moments.layout, {("clock tick", "clock"): 0}
    sent = [np.bincount(who, minlength=sender.n) for (_, who), sender in zip(trains, layout.senders, strict=True)]
    for group, (sender, start) in layout.places.items():
        counts["spike", group.name] = int(sent[sender][start : start + group.n].sum())
    for k, (slab, hold) in enumerate(zip(layout.slabs, moments.holds, strict=True)):
        over = _arrived(trains[k], sent[k], hold, done)[0]
        for population, start in zip(slab.members, slab.starts, strict=True):
            own = slice(start, start + population.n)
            ended, parked = int(over[own].sum()), int(sent[k][own].sum()) if hold else 0
            counts["neuron update", population.name] = counts["word written", population.name] = ended + parked
            counts["threshold check", population.name] = ended
            counts["word read", population.name] = ended * len(slab.channels)
    for bundle, delay in zip(layout.bundles, moments.delays, strict=True):
        _count_arrivals(counts, bundle, delay, moments, trains, sent[bundle.sender], done)
    return counts


def _arrived(train: tuple[np.ndarray, np.ndarray], sent: np.ndarray, delay: float, done: float) -> tuple[np.ndarray, int]:
    """Return how many spikes of each sender are a delay old by ``done``, out of all that were sent, and of all together."""
    times, who = train
    n = int(np.searchsorted(times, done - delay, side="right"))
    while n and times[n - 1] + delay > done:  # the sum decides, as it did in the run, not the difference
        n -= 1
    while n < len(times) and times[n] + delay <= done:
        n += 1
    return sent - np.bincount(who[n:], minlength=len(sent)), n


def _count_arrivals(
    counts: Counts, bundle: Bundle, delay: np.ndarray, moments: Moments, trains: Trains, sent: np.ndarray, done: float
) -> None:
    """Count the events of each projection of a bundle: all of a row if its last delay is over, else one by one."""
    times, who = trains[bundle.sender]
    touched = 1 if bundle.channel < 0 else 2
    reached, seen = _arrived(trains[bundle.sender], sent, float(delay.min(initial=np.inf)), done)
    for projection in bundle.projections:
        start, fan = moments.layout.places[projection.pre][1], moments.layout.fans[projection]
        own = reached[start : start + projection.pre.n]
        events, fetched = int(own @ fan), int(own[fan > 0].sum())
        if delay.ndim and len(delay):  # then the projection has the bundle to itself
            late = slice(_arrived(trains[bundle.sender], sent, float(delay.max()), done)[1], seen)
            for t, sender in zip(times[late], who[late], strict=True):
                events -= int(np.count_nonzero(t + delay[bundle.rows[sender] : bundle.rows[sender + 1]] > done))
        counts["synaptic event", projection.name] = events
        counts["plasticity update", projection.name] = 0
        counts["neuron update", projection.post.name] += events
        counts["threshold check", projection.post.name] += events
        counts["word read", projection.name] = 2 * fetched + (2 + touched + (delay.ndim > 0)) * events
        counts["word written", projection.name] = touched * events
        count_learning(counts, bundle, moments.layout, fetched, trains[bundle.slab][1])
