"""Counts of what an engine did, computed after the run from its spikes, so that counting does not
slow the run down.

**Clocked.** Each step visits every neuron, refractory or not, and tests its threshold. A spike
fetches its row in every projection, and each synapse of the row whose spike arrives before the end
is a synaptic event. Words of memory are those of the tables: an update reads and writes the state,
the receptors, and a slot of the ring where delays differ; a row costs two words (where it starts
and ends); an event reads target and weight (and delay, where they differ), reads one receptor and
writes it.

**Event-driven.** A neuron is updated when something happens to it: when a spike arrives, when it
spikes, and when its refractory time ends (without one, that is its spike). The threshold is checked
when a spike arrives and when the neuron starts from its reset. A row costs two words; an arrival
reads target and weight (and delay, where they differ), and updates the part of V that decays with τ
and, if it has one, its current; a spike masks V, and the end of the refractory time computes V from
all currents. Checks of threshold bounds and rebased frames are no events and are not counted.
"""

from __future__ import annotations

import numpy as np

from ..plasticity.learner import Activity, words_of_traces
from .layout import Layout, SynapseGroup

# of each sender: times in units of the layout, and indices
Trains = list[tuple[np.ndarray, np.ndarray]]
Counts = dict[tuple[str, str], int]


def counted_in_steps(layout: Layout, trains: Trains, done: int) -> Counts:
    """Return how often the clocked engine used each component in ``done`` steps; ``trains`` are the
    (steps, indices) of each sender.
    """
    counts: Counts = {("clock tick", "clock"): done}
    n_sent = _count_spikes(counts, layout, trains)
    for k, block in enumerate(layout.blocks):
        rings = {group.receptor for group in layout.groups if group.block == k and group.mixed}
        words = len(block.neuron.state) + len(block.receptors) + len(rings)
        for population in block.members:
            visits = population.n * done
            counts["neuron update", population.name] = counts[
                "threshold check", population.name
            ] = visits
            counts["word read", population.name] = visits * words
            counts["word written", population.name] = visits * (words - len(block.neuron.own))
    for group in layout.groups:
        _count_in_steps(counts, group, layout, trains, n_sent[group.sender], done)
    return counts


def _count_spikes(counts: Counts, layout: Layout, trains: Trains) -> list[np.ndarray]:
    """Count the spikes of each population and source; return for each sender how many each of its
    members sent.
    """
    n_sent = [
        np.bincount(who, minlength=sender.n)
        for (_, who), sender in zip(trains, layout.senders, strict=True)
    ]
    for part, (sender, start) in layout.offsets.items():
        counts["spike", part.name] = int(n_sent[sender][start : start + part.n].sum())
    return n_sent


def _count_in_steps(
    counts: Counts,
    group: SynapseGroup,
    layout: Layout,
    trains: Trains,
    n_sent: np.ndarray,
    done: int,
) -> None:
    """Count the events of each projection of a group: all of a row if its last delay is over, else
    one by one.
    """
    (steps, who), delay = trains[group.sender], group.delay
    # the spikes whose rows were fetched, and the last of them, some of whose synapses may lie ahead
    fetched_at = slice(
        0, np.searchsorted(steps, done - (int(delay) if delay.ndim == 0 else 1), side="right")
    )
    late = slice(
        np.searchsorted(steps, done - int(delay.max(initial=1)), side="right"), fetched_at.stop
    )
    n_fetched = n_sent - np.bincount(who[fetched_at.stop :], minlength=group.members)
    for projection in group.projections:
        start = layout.offsets[projection.pre].start
        spikes = n_fetched[start : start + projection.pre.n]
        events, fetched = int(spikes @ layout.fan_out[projection]), int(spikes.sum())
        if len(group.delays):
            events, fetched = _by_delay(group, trains[group.sender], done)
        elif delay.ndim:  # then the projection has the group to itself
            for step, sender in zip(steps[late], who[late], strict=True):
                events -= int(
                    np.count_nonzero(
                        step + delay[group.rows[sender] : group.rows[sender + 1]] > done
                    )
                )
        if group.cells:
            _count_on_cells(counts, group, layout, trains, fetched_at)
            continue
        counts["synaptic event", projection.name] = events
        counts["plasticity update", projection.name] = 0
        counts["word read", projection.name] = 2 * fetched + (3 + group.mixed) * events
        counts["word written", projection.name] = events
        _count_learning(counts, group, layout, fetched, trains[group.block][1])


def _by_delay(
    group: SynapseGroup, train: tuple[np.ndarray, np.ndarray], done: float
) -> tuple[int, int]:
    """Return how many synapses the spikes of a group that learns have reached by ``done``, and how
    many rows, of which each sender has one for each delay.
    """
    (times, who), delays = train, group.delays
    sizes = np.diff(group.rows).reshape(len(delays), -1)
    n = np.bincount(who, minlength=group.members)
    events, fetched = int((sizes @ n).sum()), int(((sizes > 0) @ n).sum())
    late = times + delays[-1] > done
    for t, sender in zip(times[late], who[late], strict=True):
        to_come = sizes[t + delays > done, sender]
        events, fetched = events - int(to_come.sum()), fetched - int(np.count_nonzero(to_come))
    return events, fetched


def _count_on_cells(
    counts: Counts, group: SynapseGroup, layout: Layout, trains: Trains, arrived: slice
) -> None:
    """Count what a projection on a crossbar did with the spikes that have ``arrived``: its array
    has counted readings, conversions and pulses.

    An event is the current of a cell, no operation of its own. Each reading reads and writes one
    receptor of every target. Learning reads and writes the traces, and not the weights, which are
    cells.
    """
    projection = group.projections[0]
    steps, who = (each[arrived] for each in trains[group.sender])
    start, name = layout.offsets[projection.pre].start, projection.name
    readings = len(np.unique(steps[(who >= start) & (who < start + projection.pre.n)]))
    counts |= {("synaptic event", name): 0, ("plasticity update", name): 0}
    counts["word read", name] = counts["word written", name] = readings * projection.post.n
    counts |= {(kind, name): n for kind, n in group.cells.counts.items()}
    counts["cell write", f"{name}, before the run"] = group.cells.programming
    if group.rule:
        arrivals = int(np.count_nonzero((who >= start) & (who < start + projection.pre.n)))
        activity = _activity(
            group, layout, arrivals, arrivals * projection.post.n, trains[group.block][1]
        )
        changes = activity.arrivals + activity.seen
        words = words_of_traces(group.rule, activity)
        counts["plasticity update", name] = changes
        counts["word read", name] += changes + words
        counts["word written", name] += words


def counted_events(layout: Layout, trains: Trains, done: float) -> Counts:
    """Return how often each component was used by the event-driven engine up to ``done``;
    ``trains`` are the (times, indices).
    """
    counts: Counts = {("clock tick", "clock"): 0}
    n_sent = _count_spikes(counts, layout, trains)
    for k, block in enumerate(layout.blocks):
        (times, who), refractory = trains[k], np.broadcast_to(block.refractory, block.n)
        over = np.bincount(who[times + refractory[who] <= done], minlength=block.n)
        for population, start in zip(block.members, block.starts, strict=True):
            members = slice(start, start + population.n)
            ended, masked = (
                int(over[members].sum()),
                int(n_sent[k][members][refractory[members] > 0].sum()),
            )
            counts["neuron update", population.name] = counts["word written", population.name] = (
                ended + masked
            )
            counts["threshold check", population.name] = ended
            counts["word read", population.name] = ended * len(block.receptors)
    for group in layout.groups:
        _count_arrivals(counts, group, layout, trains, n_sent[group.sender], done)
    return counts


def _arrived(
    train: tuple[np.ndarray, np.ndarray], n_sent: np.ndarray, delay: float, done: float
) -> tuple[np.ndarray, int]:
    """Return how many spikes of each sender are a delay old by ``done``, out of all that were sent,
    and of all together.
    """
    times, who = train
    n = int(np.searchsorted(times, done - delay, side="right"))
    # the sum decides, as it did in the run, not the difference
    while n and times[n - 1] + delay > done:
        n -= 1
    while n < len(times) and times[n] + delay <= done:
        n += 1
    return n_sent - np.bincount(who[n:], minlength=len(n_sent)), n


def _count_arrivals(
    counts: Counts,
    group: SynapseGroup,
    layout: Layout,
    trains: Trains,
    n_sent: np.ndarray,
    done: float,
) -> None:
    """Count the events of each projection of a group: all of a row if its last delay is over, else
    one by one.
    """
    (times, who), delay = trains[group.sender], group.delay
    touched = 1 if group.receptor < 0 else 2
    # of each sender and of all, the spikes that reached their first synapse
    reached, n_reached = _arrived(
        trains[group.sender], n_sent, float(delay.min(initial=np.inf)), done
    )
    for projection in group.projections:
        start, fan_out = layout.offsets[projection.pre].start, layout.fan_out[projection]
        arrived = reached[start : start + projection.pre.n]
        events, fetched = int(arrived @ fan_out), int(arrived[fan_out > 0].sum())
        if len(group.delays):
            events, fetched = _by_delay(group, trains[group.sender], done)
        elif delay.ndim and len(delay):  # then the projection has the group to itself
            _, n_over = _arrived(trains[group.sender], n_sent, float(delay.max()), done)
            late = slice(n_over, n_reached)  # some of whose synapses may lie ahead
            for t, sender in zip(times[late], who[late], strict=True):
                events -= int(
                    np.count_nonzero(t + delay[group.rows[sender] : group.rows[sender + 1]] > done)
                )
        counts["synaptic event", projection.name] = events
        counts["plasticity update", projection.name] = 0
        counts["neuron update", projection.post.name] += events
        counts["threshold check", projection.post.name] += events
        counts["word read", projection.name] = 2 * fetched + (2 + touched + group.mixed) * events
        counts["word written", projection.name] = touched * events
        _count_learning(counts, group, layout, fetched, trains[group.block][1])


def _count_learning(
    counts: Counts, group: SynapseGroup, layout: Layout, fetched: int, fired: np.ndarray
) -> None:
    """Add to the ``counts`` of a group that learns what its learner counts, with ``fetched`` rows
    and the targets that ``fired``.
    """
    if group.rule is None:
        return
    name = group.projections[0].name
    activity = _activity(group, layout, fetched, counts["synaptic event", name], fired)
    counts["plasticity update", name], read, written = group.rule.learner.count(
        group.rule, activity
    )
    counts["word read", name] += read
    counts["word written", name] += written


def _activity(
    group: SynapseGroup, layout: Layout, fetched: int, arrivals: int, fired: np.ndarray
) -> Activity:
    """Return what happened at the synapses of a group, whose targets ``fired``."""
    fan_in = np.bincount(group.targets, minlength=layout.blocks[group.block].n)[fired]
    return Activity(fetched, arrivals, int(np.count_nonzero(fan_in)), int(fan_in.sum()))
