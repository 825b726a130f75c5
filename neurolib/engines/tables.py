"""The tables over which the loops of both engines run: records, rows of synapses (CSR), and lists of spikes that grow.

A record is a row of named numbers, one per neuron block, synapse group and so on. Compiled loops read NumPy's record arrays; where
the same loops run uncompiled, a list of plain Python records is several times faster, and they read it by the same names.
"""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from .layout import Layout

MASKED = -math.inf  # in place of V, or of the part that decays with τ: the neuron is refractory, and no arrival lifts it to the threshold
NEGLIGIBLE = 1e-200  # smaller values are set to zero, because arithmetic is slow near the smallest floats
USUAL, ROOM = 20.0, 1e6  # Hz, for which a list of spikes has room from the start, and spikes at most


def record(whole: str, real: str = "", each: int = 1, array: str = "") -> np.dtype[Any]:
    """Return the type of a record with these fields: whole numbers, real ones, and arrays of ``each`` real ones."""
    fields: list[Any] = [(name, np.int64) for name in whole.split()] + [(name, np.float64) for name in real.split()]
    return np.dtype(fields + [(name, np.float64, (each,)) for name in array.split()], align=True)


def records(kind: np.dtype[Any], rows: list[dict[str, Any]], compiled: bool = True) -> Any:
    """Return a record per row, as an array for compiled loops or as a list for others; fields that a row leaves out are 0."""
    if compiled:
        table = np.zeros(len(rows), kind)
        for k, row in enumerate(rows):
            for name, value in row.items():
                table[name][k] = value
        return table
    names = kind.names or ()
    return [SimpleNamespace(**{**dict.fromkeys(names, 0), **{k: np.asarray(v).tolist() for k, v in row.items()}}) for row in rows]


class Synapses(NamedTuple):
    """The rows of all synapse groups behind each other: synapse e reaches ``targets[e]``.

    Row i of a group goes from ``rows[row0 + i]`` to ``rows[row0 + i + 1]``. Its weights stand ``weight0`` before their synapses in
    ``weights``, its delays ``delay0`` before them in ``delays``, where synapses have their own.
    """

    rows: Any
    targets: Any
    weights: Any
    delays: Any


def join_rows(layout: Layout, scales: list[float], delays: Any) -> tuple[list[dict[str, Any]], Synapses]:
    """Return for each group where its rows, weights and delays start, and its weight if all share one; and all rows.

    Weights are divided by ``scales``, one per group; ``delays`` is the type of a delay. ``weight0`` and ``delay0`` are -1 where
    synapses do not differ. ``learner`` numbers the groups that learn, and is -1 for others.
    """
    places: list[dict[str, Any]] = []
    rows, targets, weights, own_delays = [], [], [], []
    row0 = synapse0 = weight0 = delay0 = learner = 0
    for group, scale in zip(layout.groups, scales, strict=True):
        scaled = group.weights if scale == 1.0 else group.weights / scale
        differ, late = group.weights.ndim > 0, group.delay.ndim > 0
        places.append(
            {
                "sender": group.sender,
                "block": group.block,
                "row0": row0,
                "synapse0": synapse0,
                "weight0": synapse0 - weight0 if differ else -1,
                "delay0": synapse0 - delay0 if late else -1,
                "weight": 0.0 if differ else float(scaled),
                "learner": learner if group.rule else -1,
            }
        )
        rows.append(group.rows + synapse0)
        targets.append(group.targets)
        weights += [scaled] if differ else []
        own_delays += [group.delay] if late else []
        weight0 += len(scaled) if differ else 0
        delay0 += len(group.delay) if late else 0
        learner += bool(group.rule)
        row0, synapse0 = row0 + len(group.rows), synapse0 + len(group.targets)
    most = max((block.n for block in layout.blocks), default=0)
    index = np.uint16 if most <= 65536 else np.uint32  # two bytes where they do, because rows then come from nearer caches
    kinds = (np.int64, index, np.float64, delays)
    return places, Synapses(*(_joined(parts, kind) for parts, kind in zip((rows, targets, weights, own_delays), kinds, strict=True)))


def _joined(parts: list[np.ndarray], kind: Any) -> np.ndarray:
    return np.concatenate(parts).astype(kind, copy=False) if parts else np.zeros(0, dtype=kind)


class Spikes(NamedTuple):
    """The spikes of all senders, each sender's list behind the one before, in the order of time.

    The list of a sender begins at ``start``, has ``room`` for so many spikes and holds ``count`` of them.
    """

    when: Any
    who: Any
    start: Any
    room: Any
    count: Any

    def of(self, sender: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the times and the indices of the spikes of one sender."""
        own = slice(self.start[sender], self.start[sender] + self.count[sender])
        return np.asarray(self.when[own]), np.asarray(self.who[own])


def spike_lists(layout: Layout, kind: Any) -> Spikes:
    """Return lists of spikes with times of this ``kind``: those of the sources are full, those of the blocks have room for some."""
    usual, blocks = USUAL * layout.end * layout.unit, len(layout.blocks)
    sizes = [4 * block.n + 1000 + int(min(block.n * usual, ROOM)) for block in layout.blocks] + [len(s.when) for s in layout.sources]
    start, total = np.cumsum([0, *sizes[:-1]]), sum(sizes)
    when, who, count = np.zeros(total, dtype=kind), np.zeros(total, dtype=np.int32), np.zeros(len(sizes), dtype=np.int64)
    for k, source in enumerate(layout.sources, blocks):
        when[start[k] : start[k] + len(source.when)], who[start[k] : start[k] + len(source.when)] = source.when, source.indices
        count[k] = len(source.when)
    return Spikes(when, who, start, np.array(sizes, dtype=np.int64), count)


def with_more_room(spikes: Spikes, blocks: int) -> Spikes:
    """Return the same lists with twice the room for the spikes of each of the first ``blocks`` senders."""
    room = np.where(np.arange(len(spikes.room)) < blocks, 2 * np.asarray(spikes.room), spikes.room)
    start, total = np.concatenate([[0], np.cumsum(room)[:-1]]), int(room.sum())
    when, who = np.zeros(total, dtype=np.asarray(spikes.when[:1]).dtype), np.zeros(total, dtype=np.int32)
    for old, new in (spikes.when, when), (spikes.who, who):
        for k, n in enumerate(spikes.count):
            new[start[k] : start[k] + n] = old[spikes.start[k] : spikes.start[k] + n]
    return Spikes(when, who, start, room, spikes.count)


def as_lists(arrays: Any) -> Any:
    """Return a named tuple of arrays as one of lists, which loops read faster where they are not compiled."""
    return type(arrays)(*(array.tolist() if isinstance(array, np.ndarray) else array for array in arrays))


# --- of the event-driven loop --------------------------------------------------------------------------------------------------------

# Start of the frame and its longest duration; width of a time bucket, the bucket that is open and its end; now; number of checks.
CLOCK = record("", "start longest width bucket end now checks")
# A neuron block: where its neurons, receptors and own gaps start; how many of its spikes were released, and when the next one is; the
# time of the frame (stamp) for which its factors are computed.
BLOCK = record("first size receptor0 receptors gap0 released", "tau reset refractory gap next_release stamp down up")
# A synapse group: the cursor counts the spikes of its sender that were read.
GROUP = record("sender block receptor row0 synapse0 weight0 delay0 learner cursor", "delay weight next_arrival")
# A receptor: whether its time constant is near τ; factors b and h of (2) or (3); what a weight of 1 adds to X and to A.
RECEPTOR = record("near", "tau peak b h add_x add_a")
# A spike in flight: its group, and which synapses of its row it has not reached.
FLIGHT = record("group low high", "sent")


class Heap(NamedTuple):
    """Entries in the order of their keys; ``place`` gives the place of each, -1 outside; ``size`` is an array of one."""

    key: Any
    entries: Any
    place: Any
    size: Any


class Calendar(NamedTuple):
    """The first entry of each time bucket; for each neuron the entries after and before it, and its bucket; scratch for currents."""

    bucket: Any
    after: Any
    before: Any
    at: Any
    currents: Any


class Active(NamedTuple):
    """The neurons to be checked now, whether each one is among them, and how many there are (an array of one)."""

    who: Any
    listed: Any
    count: Any


class State(NamedTuple):
    """All that the loop reads and writes. ``neurons`` has a row per neuron; ``flat`` is a view of it; ``home`` gives the block of each.

    ``taus`` are the time constants of the receptors, ``gaps`` distances from the resting voltage to the threshold where neurons
    differ, and ``bounds`` the tables of ``threshold``.
    """

    clock: Any
    blocks: Any
    groups: Any
    receptors: Any
    taus: Any
    bounds: Any
    synapses: Any
    spikes: Any
    neurons: Any
    flat: Any
    gaps: Any
    home: Any
    calendar: Any
    predicted: Any
    in_flight: Any
    flights: Any
    active: Any
    plastic: Any
