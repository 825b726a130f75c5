"""The lists of spikes of the compiled path, and their readers: a list that is read some time behind is a queue.

**Lists.** Every sender has one, in the order of time. **Readers.** Each bundle reads its sender's list one delay behind, and
``due`` holds when it next does; each slab reads its own one refractory time behind, and ``ends`` holds when it next does.
Spikes that travel through rows of many delays are on a heap.
"""

from __future__ import annotations

import math
from typing import Any

from .event_tables import DELAY0, FIRST, HOLD, LEARNS, ROW0, SENDER

# Globals that `event_compiled` puts in place; the functions below name them.
near: Any
expect: Any
travel: Any
learn: Any
arrive: Any
deliver: Any

LINE = 32  # targets in a line of the cache


def _next_arrival(lists, travellers):  # type: ignore[no-untyped-def]
    """Return when the next spike arrives."""
    due, t = lists[7], math.inf
    for b in range(len(due)):
        t = min(t, due[b])
    return min(t, travellers[0][travellers[1][0]]) if travellers[3][0] > 0 else t


def _receive(t, clock, cells, tables, factors, synapses, lists, foretold, travellers, hot, mind):  # type: ignore[no-untyped-def]
    """Let all spikes arrive that do so now; return whether there was room for those that travel."""
    when, who, start, _room, count, head, _freed, due, _ends = lists
    wires, rows = tables[2], synapses[0]
    for b in range(len(due)):
        while due[b] == t:
            h = start[wires[b, SENDER]] + head[b]
            low, high = rows[wires[b, ROW0] + who[h]], rows[wires[b, ROW0] + who[h] + 1]
            if low < high:
                if wires[b, DELAY0] >= 0:
                    if travellers[3][0] == len(travellers[1]):
                        return False
                    travel(b, low, high, when[h], wires[b, DELAY0], synapses[4], travellers)
                else:
                    if wires[b, LEARNS] >= 0:
                        learn(t, wires[b, LEARNS], who[h], low, high, (when, who, start, count), rows, synapses[1], synapses[3], mind)
                    arrive(t, b, low, high, clock, cells, tables, factors, synapses, foretold, hot)
            head[b] += 1
            expect(b, tables, lists, synapses)
    if travellers[3][0] > 0:
        deliver(t, clock, cells, tables, factors, synapses, foretold, travellers, hot)
    return True


def _expect(b, tables, lists, synapses):  # type: ignore[no-untyped-def]
    """Note when the next spike arrives through a bundle, and ask for its row, so that it is in a near cache by then."""
    when, who, start, _room, count, head, _freed, due, _ends = lists
    wires, sender = tables[2], tables[2][b, SENDER]
    if head[b] == count[sender]:
        due[b] = math.inf
        return
    h, rows = start[sender] + head[b], synapses[0]
    due[b] = when[h] + tables[3][b]
    if head[b] + 1 < count[sender]:
        near(rows, wires[b, ROW0] + who[h + 1])  # and where the row after it starts
    for e in range(rows[wires[b, ROW0] + who[h]], rows[wires[b, ROW0] + who[h] + 1], LINE):
        near(synapses[1], e)


def _note(t, x, q, tables, lists, synapses):  # type: ignore[no-untyped-def]
    """Note a spike of a neuron, and tell those who wait for one that it comes."""
    when, who, start, _room, count, _head, freed, due, ends = lists
    wires, found = tables[2], start[q] + count[q]
    when[found], who[found] = t, x - tables[0][q, FIRST]
    count[q] += 1
    for b in range(len(due)):
        if wires[b, SENDER] == q and due[b] == math.inf:
            expect(b, tables, lists, synapses)
    if tables[1][q, HOLD] > 0.0:
        ends[q] = when[start[q] + freed[q]] + tables[1][q, HOLD]


def _release(q, tables, lists):  # type: ignore[no-untyped-def]
    """Return the neuron whose refractory time is over, and note when the next one is."""
    when, who, start, _room, count, _head, freed, _due, ends = lists
    x = tables[0][q, FIRST] + who[start[q] + freed[q]]
    freed[q] += 1
    ends[q] = when[start[q] + freed[q]] + tables[1][q, HOLD] if freed[q] < count[q] else math.inf
    return x
