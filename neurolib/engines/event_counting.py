"""What the event-driven engine did, counted after the run from what happened in it: counting costs the run nothing.

A neuron is updated when something happens to it: when a spike arrives, when it spikes, and when its refractory time ends
(without one, that is its spike). The threshold is checked when a spike arrives and when the neuron starts from its reset. Words
of memory: a row costs two (where it starts and ends); an arrival reads target and weight (and delay, where they differ),
and updates the part of V that decays with τ and, if it has one, its current; a spike parks V and the end of the refractory time
puts it back in view of all currents. Bounds that the compiled path looks at, and its frames, are no events and are not counted.
"""

from __future__ import annotations

import numpy as np

from .layout import Bundle
from .moments import Moments
from .plastic import Counts, count_learning

Trains = list[tuple[np.ndarray, np.ndarray]]


def counted(moments: Moments, trains: Trains, done: float) -> Counts:
    """Return how often each component was used up to the time ``done``; ``trains`` are the (times, indices) of each sender."""
    layout, counts = moments.layout, {("clock tick", "clock"): 0}
    for group, (sender, start) in layout.places.items():
        who = trains[sender][1]
        counts["spike", group.name] = int(np.count_nonzero((who >= start) & (who < start + group.n)))
    for k, (slab, hold) in enumerate(zip(layout.slabs, moments.holds, strict=True)):
        times, who = trains[k]
        for population, start in zip(slab.members, slab.starts, strict=True):
            own = times[(who >= start) & (who < start + population.n)]
            ended = int(np.count_nonzero(own + hold <= done))
            counts["neuron update", population.name] = ended + (len(own) if hold else 0)
            counts["threshold check", population.name] = ended
            counts["word read", population.name] = ended * len(slab.channels)
            counts["word written", population.name] = ended + (len(own) if hold else 0)
    for bundle, delay in zip(layout.bundles, moments.delays, strict=True):
        _count_events(counts, bundle, delay, moments, trains[bundle.sender], trains[bundle.slab][1], done)
    return counts


def _count_events(
    counts: Counts,
    bundle: Bundle,
    delay: np.ndarray,
    moments: Moments,
    train: tuple[np.ndarray, np.ndarray],
    fired: np.ndarray,
    done: float,
) -> None:
    """Count the events of each projection of a bundle: all of a row if its last delay is over, else one by one."""
    times, who = train
    touched = 1 if bundle.channel < 0 else 2
    for projection in bundle.projections:
        start = moments.layout.places[projection.pre][1]
        fan = np.zeros(len(bundle.rows) - 1, dtype=np.int64)
        fan[start : start + projection.pre.n] = moments.layout.fans[projection]
        seen = (fan[who] > 0) & (times + delay.min(initial=np.inf) <= done)
        events, fetched = int(fan[who[seen]].sum()), int(np.count_nonzero(seen))
        if delay.ndim:
            late = seen & (times + delay.max(initial=0.0) > done)
            for sent, sender in zip(times[late], who[late], strict=True):
                events -= int(np.count_nonzero(sent + delay[bundle.rows[sender] : bundle.rows[sender + 1]] > done))
        counts["synaptic event", projection.name] = events
        counts["plasticity update", projection.name] = 0
        counts["neuron update", projection.post.name] += events
        counts["threshold check", projection.post.name] += events
        counts["word read", projection.name] = 2 * fetched + (2 + touched + (delay.ndim > 0)) * events
        counts["word written", projection.name] = touched * events
        count_learning(counts, bundle, moments.layout, fetched, fired)
