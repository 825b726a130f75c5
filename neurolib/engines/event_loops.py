"""The loops of the compiled path: events of a whole network, over flat arrays, for Numba.

**Streams.** What comes next is the least of a few heads: the list of a sender's spikes, read one delay behind, for each
bundle; the same list, read one refractory time behind, for each slab; a heap of spikes that travel through rows of many
delays; a heap of crossings that are foretold; and the next page of the calendar. At one time they go in that order.

See :mod:`~neurolib.engines.event_frame` for how a neuron is stored, and :mod:`~neurolib.engines.event_queues` for looks.
"""

from __future__ import annotations

import math
from typing import Any

from .event_queues import END, LENGTH, LOOKS, NOW, START
from .event_tables import (
    BUDGET,
    C_TAU,
    CHANNEL,
    CHANNELS,
    DOWN,
    FIRST,
    FORETOLD,
    GAP,
    GAP0,
    HOLD,
    PARKED,
    RESET,
    SPENT,
    TAU,
    UP,
    X0,
    A,
    B,
    H,
)

# Globals that `event_compiled` puts in place; the loops below name them.
approach: Any
next_time: Any
next_arrival: Any
receive: Any
release: Any
note: Any
heat: Any
turn_page: Any
fold: Any
refer: Any
look: Any
file: Any
unfile: Any
drop: Any
foretell: Any
outlook: Any
restart: Any

DONE, FULL, CROWDED = range(3)  # why the loop returned: all happened, a list of spikes is full, the heap of travellers is


def _events(until, clock, cells, tables, factors, synapses, lists, calendar, foretold, travellers, hot, mind):  # type: ignore[no-untyped-def]
    """Let everything happen up to ``until``; return DONE, or what lacks room."""
    slabs, constants, _wires, _delays, channels, _outlooks = tables
    room, count, ends = lists[3], lists[4], lists[8]
    key, heap, place, size = foretold
    while True:
        t = next_time(clock, lists, foretold, travellers, hot)
        if t > until:
            return DONE
        clock[NOW] = t
        if t - clock[START] > clock[LENGTH]:
            fold(t, clock, cells, slabs, constants, channels, factors)
        if not receive(t, clock, cells, tables, factors, synapses, lists, foretold, travellers, hot, mind):
            return CROWDED
        for q in range(len(slabs)):
            while ends[q] <= t:
                restart(t, release(q, tables, lists), q, clock, cells, tables, factors, hot)
        if t == clock[END]:
            turn_page(clock, calendar, hot)
        for k in range(hot[2][0]):
            x = hot[0][k]
            hot[1][x] = 0
            look(t, x, cells[2][x], clock, cells, tables, factors, calendar, foretold)
        hot[2][0] = 0
        while size[0] > 0 and key[heap[0]] <= t:
            x, q = heap[0], cells[2][heap[0]]
            if count[q] == room[q]:
                return FULL
            drop(x, key, heap, place, size)
            note(t, x, q, tables, lists, synapses)
            if constants[q, HOLD] > 0.0:
                cells[0][x, A], cells[0][x, BUDGET] = PARKED, math.inf
            else:
                restart(t, x, q, clock, cells, tables, factors, hot)


def _next_time(clock, lists, foretold, travellers, hot):  # type: ignore[no-untyped-def]
    """Return the time of what comes next."""
    if hot[2][0] > 0:
        return clock[NOW]
    t = next_arrival(lists, travellers)
    for q in range(len(lists[8])):
        t = min(t, lists[8][q])
    if foretold[3][0] > 0:
        t = min(t, foretold[0][foretold[1][0]])
    return min(t, clock[END])


def _look(t, x, q, clock, cells, tables, factors, calendar, foretold):  # type: ignore[no-untyped-def]
    """Foretell the next crossing of a neuron, if it is within this page, or put its name on the page of its next look."""
    slabs, constants, _wires, _delays, channels, outlooks = tables
    state, gaps, _home, _flat = cells
    key, heap, place, size = foretold
    if state[x, A] == PARKED:
        return
    clock[LOOKS] += 1.0
    refer(t - clock[START], q, slabs, constants, channels, factors)
    first, last = slabs[q, CHANNEL], slabs[q, CHANNEL] + slabs[q, CHANNELS]
    gap = constants[q, GAP] if slabs[q, GAP0] < 0 else gaps[slabs[q, GAP0] + x - slabs[q, FIRST]]
    y, currents = state[x, A] * factors[0][q, DOWN] - gap, calendar[4]
    for c in range(len(currents)):
        currents[c] = 0.0
    for c in range(first, last):
        X = state[x, X0 + c - first]
        currents[c - first] = X * factors[1][c, H]
        y += X * factors[1][c, B]
    unfile(x, calendar)
    if y < 0.0:
        wait, margin = outlook(y, gap, currents, outlooks[q])
        if t + wait >= clock[END]:
            if place[x] >= 0:
                drop(x, key, heap, place, size)
            state[x, BUDGET] = margin
            if wait < math.inf:
                file(x, t + wait, clock, calendar)
            return
    time, crosses = approach(t, clock[END], y, gap, constants[q, TAU], currents, channels[first:last, C_TAU])
    if crosses:
        foretell(x, time, foretold)
        state[x, BUDGET] = FORETOLD
        return
    if place[x] >= 0:
        drop(x, key, heap, place, size)
    state[x, BUDGET] = SPENT
    if time < math.inf:
        file(x, time, clock, calendar)


def _restart(t, x, q, clock, cells, tables, factors, hot):  # type: ignore[no-untyped-def]
    """Put a neuron at its reset, whatever currents it has, and look at it."""
    slabs, constants, _wires, _delays, channels, _outlooks = tables
    state, gaps, _home, _flat = cells
    refer(t - clock[START], q, slabs, constants, channels, factors)
    y = constants[q, RESET] + (constants[q, GAP] if slabs[q, GAP0] < 0 else gaps[slabs[q, GAP0] + x - slabs[q, FIRST]])
    for c in range(slabs[q, CHANNELS]):
        y -= state[x, X0 + c] * factors[1][slabs[q, CHANNEL] + c, B]
    state[x, A] = y * factors[0][q, UP]  # (1) at y = V_R - V_T
    heat(x, hot)
