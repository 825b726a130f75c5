"""The loop of the compiled path where neurons are *still*: no current acts, and nothing but an arrival can lead to a crossing.

Then nobody is followed, and there is no calendar: arrivals of one moment are added up, and whoever has reached the threshold is
put on the heap of crossings, which sorts them by number. The end of a refractory time is no event: it is seen to before the
next arrival. A neuron's row is A alone, and much of the work is to bring it from memory.
"""

from __future__ import annotations

from typing import Any

from .event_loops import CROWDED, DONE, FULL
from .event_queues import LENGTH, LOOKS, NOW, START
from .event_tables import FIRST, GAP, GAP0, HOLD, PARKED, RESET, SLAB, UP, WEIGHT0

# Globals that `event_compiled` puts in place; the functions below name them.
next_arrival: Any
fold: Any
refer: Any
receive: Any
release: Any
foretell: Any
drop: Any
note: Any
rest: Any


def _leaps(until, clock, cells, tables, factors, synapses, lists, calendar, foretold, travellers, hot, mind):  # type: ignore[no-untyped-def]
    """Let everything happen up to ``until``; return DONE, or what lacks room."""
    slabs, constants, _wires, _delays, channels, _outlooks = tables
    room, count, ends = lists[3], lists[4], lists[8]
    key, heap, place, size = foretold
    while True:
        t = clock[NOW] if size[0] > 0 else next_arrival(lists, travellers)
        if t > until:
            return DONE
        clock[NOW] = t
        if t - clock[START] > clock[LENGTH]:
            fold(t, clock, cells, slabs, constants, channels, factors)
        for q in range(len(slabs)):
            while ends[q] < t:
                end = ends[q]
                rest(end, release(q, tables, lists), q, clock, cells, tables, factors)
        if not receive(t, clock, cells, tables, factors, synapses, lists, foretold, travellers, hot, mind):
            return CROWDED
        while size[0] > 0:
            x, q = heap[0], cells[2][heap[0]]
            if count[q] == room[q]:
                return FULL
            drop(x, key, heap, place, size)
            clock[LOOKS] += 1.0
            refer(t - clock[START], q, slabs, constants, channels, factors)
            gap = constants[q, GAP] if slabs[q, GAP0] < 0 else cells[1][slabs[q, GAP0] + x - slabs[q, FIRST]]
            if cells[3][x] >= gap * factors[0][q, UP]:
                note(t, x, q, tables, lists, synapses)
                if constants[q, HOLD] > 0.0:
                    cells[3][x] = PARKED
                else:
                    rest(t, x, q, clock, cells, tables, factors)


def _jump(t, b, low, high, clock, cells, tables, factors, synapses, foretold, hot):  # type: ignore[no-untyped-def]
    """Add a spike to V at some synapses of its row; put whoever has reached the threshold on the heap of crossings."""
    slabs, constants, wires, _delays, channels, _outlooks = tables
    q = wires[b, SLAB]
    refer(t - clock[START], q, slabs, constants, channels, factors)
    up, gap0, weight0, row = factors[0][q, UP], slabs[q, GAP0], wires[b, WEIGHT0], synapses[1][low:high]
    V, bar, hits = cells[3][slabs[q, FIRST] :], constants[q, GAP] * up, 0
    if weight0 < 0:
        w = synapses[2][b] * up
        for e in range(len(row)):
            a = V[row[e]] + w
            V[row[e]] = a
            hits += a >= bar
    else:
        weights = synapses[3][low - weight0 : high - weight0]
        for e in range(len(row)):
            a = V[row[e]] + weights[e] * up
            V[row[e]] = a
            hits += a >= bar
    if hits > 0 or gap0 >= 0:
        for j in row:
            if V[j] >= (bar if gap0 < 0 else cells[1][gap0 + j] * up):
                foretell(slabs[q, FIRST] + j, t, foretold)


def _rest(t, x, q, clock, cells, tables, factors):  # type: ignore[no-untyped-def]
    """Put a neuron at its reset."""
    slabs, constants, _wires, _delays, channels, _outlooks = tables
    a = constants[q, RESET] + (constants[q, GAP] if slabs[q, GAP0] < 0 else cells[1][slabs[q, GAP0] + x - slabs[q, FIRST]])
    if a != 0.0:  # as it is where the reset is the resting voltage
        refer(t - clock[START], q, slabs, constants, channels, factors)
        a *= factors[0][q, UP]
    cells[3][x] = a
