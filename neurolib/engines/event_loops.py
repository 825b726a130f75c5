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
    DELAY0,
    DOWN,
    FIRST,
    FORETOLD,
    GAP,
    GAP0,
    HOLD,
    LEARNS,
    PARKED,
    RESET,
    ROW0,
    SENDER,
    SIZE,
    SPENT,
    STILL,
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
heat: Any
turn_page: Any
fold: Any
refer: Any
deliver: Any
travel: Any
arrive: Any
learn: Any
look: Any
file: Any
unfile: Any
sift: Any
drop: Any
fetch: Any
foretell: Any
outlook: Any
fire: Any
free: Any
restart: Any

DONE, FULL, CROWDED = range(3)  # why the loop returned: all happened, a list of spikes is full, the heap of travellers is


def _events(until, clock, cells, tables, factors, synapses, lists, calendar, foretold, travellers, hot, mind):  # type: ignore[no-untyped-def]
    """Let everything happen up to ``until``; return DONE, or what lacks room."""
    slabs, constants, wires, delays, channels, _outlooks = tables
    when, who, start, room, count, head, _freed = lists
    key, heap, _place, size = foretold
    while True:
        t = next_time(clock, slabs, constants, wires, delays, lists, foretold, travellers, hot)
        if t > until:
            return DONE
        for q in range(len(slabs)):
            if count[q] + slabs[q, SIZE] > room[q]:
                return FULL
        clock[NOW] = t
        if t - clock[START] > clock[LENGTH]:
            fold(t, clock, cells, slabs, constants, channels, factors)
        for b in range(len(wires)):
            sender = wires[b, SENDER]
            h, last = start[sender] + head[b], start[sender] + count[sender]
            while h < last and when[h] + delays[b] == t:
                row = wires[b, ROW0] + who[h]
                low, high = synapses[0][row], synapses[0][row + 1]
                if low < high:
                    if wires[b, DELAY0] >= 0:
                        if travellers[3][0] == len(travellers[1]):
                            head[b] = h - start[sender]
                            return CROWDED
                        travel(b, low, high, when[h], wires[b, DELAY0], synapses[4], travellers)
                    else:
                        if wires[b, LEARNS] >= 0:
                            senders = when, who, start, count
                            learn(t, wires[b, LEARNS], who[h], low, high, senders, synapses[0], synapses[1], synapses[3], mind)
                        arrive(t, b, low, high, clock, cells, tables, factors, synapses, hot)
                h += 1
            head[b] = h - start[sender]
        if travellers[3][0] > 0:
            deliver(t, clock, cells, tables, factors, synapses, travellers, hot)
        for q in range(len(slabs)):
            if constants[q, HOLD] > 0.0:
                free(t, q, clock, cells, tables, factors, lists, hot)
        if t == clock[END]:
            turn_page(clock, calendar, hot)
        for k in range(hot[2][0]):
            x = hot[0][k]
            hot[1][x] = 0
            look(t, x, cells[2][x], clock, cells, tables, factors, calendar, foretold)
        hot[2][0] = 0
        while size[0] > 0 and key[heap[0]] <= t:
            fire(t, heap[0], clock, cells, tables, factors, synapses, lists, foretold, hot)


def _next_time(clock, slabs, constants, wires, delays, lists, foretold, travellers, hot):  # type: ignore[no-untyped-def]
    """Return the time of what comes next."""
    when, _who, start, _room, count, head, freed = lists
    if hot[2][0] > 0:
        return clock[NOW]
    t = clock[END]
    for b in range(len(wires)):
        sender = wires[b, SENDER]
        if head[b] < count[sender]:
            t = min(t, when[start[sender] + head[b]] + delays[b])
    for q in range(len(slabs)):
        if constants[q, HOLD] > 0.0 and freed[q] < count[q]:
            t = min(t, when[start[q] + freed[q]] + constants[q, HOLD])
    if foretold[3][0] > 0:
        t = min(t, foretold[0][foretold[1][0]])
    if travellers[3][0] > 0:
        t = min(t, travellers[0][travellers[1][0]])
    return t


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
    if slabs[q, STILL] > 0:
        if state[x, A] >= gap * factors[0][q, UP]:
            foretell(x, t, foretold)
        return
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


def _fire(t, x, clock, cells, tables, factors, synapses, lists, foretold, hot):  # type: ignore[no-untyped-def]
    """Note a spike, and park the neuron for its refractory time; without one it is reset."""
    when, who, start, _room, count, _head, _freed = lists
    slabs, constants, home = tables[0], tables[1], cells[2]
    key, heap, place, size = foretold
    q = home[x]
    drop(x, key, heap, place, size)
    found = start[q] + count[q]
    when[found], who[found] = t, x - slabs[q, FIRST]
    count[q] += 1
    fetch(q, x - slabs[q, FIRST], tables[2], synapses)
    if constants[q, HOLD] > 0.0:
        cells[0][x, A] = PARKED
        if slabs[q, STILL] == 0:
            cells[0][x, BUDGET] = math.inf
    else:
        restart(t, x, q, clock, cells, tables, factors, hot)


def _free(t, q, clock, cells, tables, factors, lists, hot):  # type: ignore[no-untyped-def]
    """Let those go whose refractory time is over: the second reader of the list of spikes."""
    when, who, start, _room, count, _head, freed = lists
    while freed[q] < count[q] and when[start[q] + freed[q]] + tables[1][q, HOLD] <= t:
        x = tables[0][q, FIRST] + who[start[q] + freed[q]]
        restart(t, x, q, clock, cells, tables, factors, hot)
        freed[q] += 1


def _restart(t, x, q, clock, cells, tables, factors, hot):  # type: ignore[no-untyped-def]
    """Put a neuron at its reset, whatever currents it has, and look at it."""
    slabs, constants, _wires, _delays, channels, _outlooks = tables
    state, gaps, _home, _flat = cells
    refer(t - clock[START], q, slabs, constants, channels, factors)
    y = constants[q, RESET] + (constants[q, GAP] if slabs[q, GAP0] < 0 else gaps[slabs[q, GAP0] + x - slabs[q, FIRST]])
    for c in range(slabs[q, CHANNELS]):
        y -= state[x, X0 + c] * factors[1][slabs[q, CHANNEL] + c, B]
    state[x, A] = y * factors[0][q, UP]  # (1) at y = V_R - V_T
    if slabs[q, STILL] == 0:
        heat(x, hot)
