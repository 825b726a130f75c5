r"""The loops of the compiled path: events of a whole network, over flat arrays, for Numba.

**Rotating frame.** What decays is stored such that it stands still between events. With t₀ the start of the frame,

.. math::

    y(t) = -\gamma + A\, e^{-(t - t_0)/\tau} + \textstyle\sum_s X_s\, b_s(t - t_0), \qquad i_s(t) = X_s\, h_s(t - t_0) \tag{1}

in the symbols of :mod:`~neurolib.engines.crossing`. An arrival adds constants to A and X_s, and the factors that turn its
weight into them are computed once for all its targets. For a time constant of its own, and for one near τ,

.. math::

    b_s(t) = e^{-t/\tau_s}, \quad h_s(t) = (1 - \tau/\tau_s)\, e^{-t/\tau_s} \tag{2}
    b_s(t) = \tfrac{1}{\tau} \int_0^t e^{-(t - u)/\tau - u/\tau_s}\, du, \quad h_s(t) = e^{-t/\tau_s} \tag{3}

After some time constants the factors are folded in and the frame starts anew.

**Streams.** What comes next is the least of a few heads: the list of a sender's spikes, read one delay behind, for each
bundle; the same list, read one refractory time behind, for each slab; a heap of spikes that travel through rows of many
delays; a heap of crossings that are foretold; and the next page of the calendar. At one time they go in that order.

Looks: see :mod:`~neurolib.engines.event_queues`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .event_queues import END, LENGTH, LOOKS, NOW, START

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
jump: Any
drive: Any
look: Any
file: Any
unfile: Any
sift: Any
drop: Any
fire: Any
free: Any
restart: Any

A, NEXT, X0 = range(3)  # columns of a neuron: its part that decays with τ; unless it is still, its page or a sign, and its currents
FORETOLD, HELD = -1.0, -2.0
PARKED = -np.inf
SLACK = 0.8  # share of a safe wait after which to look again: arrivals meanwhile seldom bring such a look forward
FADED = 1e-200  # what is smaller is zero: near the smallest floats arithmetic is slow

# Columns of the tables: whole numbers and constants of a slab, of a bundle, of a channel; what was computed for a time.
FIRST, SIZE, CHANNEL, CHANNELS, GAP0, STILL = range(6)
TAU, RESET, HOLD, GAP = range(4)
SENDER, SLAB, ACTS, ROW0, WEIGHT0, DELAY0 = range(6)
C_TAU, C_NEAR = range(2)
STAMP, DOWN, UP = range(3)
B, H, ADD_X, ADD_A = range(4)
DONE, FULL, CROWDED = range(3)  # why the loop returned: all happened, a list of spikes is full, the heap of travellers is


def _events(until, clock, cells, tables, factors, synapses, lists, calendar, foretold, travellers, hot):  # type: ignore[no-untyped-def]
    """Let everything happen up to ``until``; return DONE, or what lacks room."""
    slabs, constants, wires, delays, channels = tables
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
                        arrive(t, b, low, high, clock, cells, tables, factors, synapses, foretold, hot)
                h += 1
            head[b] = h - start[sender]
        if travellers[3][0] > 0:
            deliver(t, clock, cells, tables, factors, synapses, foretold, travellers, hot)
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
            fire(t, heap[0], clock, cells, tables, factors, lists, foretold, hot)


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


def _fold(t, clock, cells, slabs, constants, channels, factors):  # type: ignore[no-untyped-def]
    """Start the rotating frame anew at ``t``: (1) at its end is (1) at the start of the next."""
    state, passed = cells[0], t - clock[START]
    for q in range(len(slabs)):
        refer(passed, q, slabs, constants, channels, factors)
        down, first = factors[0][q, DOWN], slabs[q, CHANNEL]
        for x in range(slabs[q, FIRST], slabs[q, FIRST] + slabs[q, SIZE]):
            if state[x, A] > PARKED:
                a = state[x, A] * down
                for c in range(slabs[q, CHANNELS]):
                    if channels[first + c, C_NEAR] > 0.0:
                        a += state[x, X0 + c] * factors[1][first + c, B]
                state[x, A] = a if abs(a) > FADED else 0.0
            for c in range(slabs[q, CHANNELS]):
                new = state[x, X0 + c] * math.exp(-passed / channels[first + c, C_TAU])
                state[x, X0 + c] = new if abs(new) > FADED else 0.0
        factors[0][q, STAMP] = -1.0
    clock[START] = t


def _refer(passed, q, slabs, constants, channels, factors):  # type: ignore[no-untyped-def]
    """Compute the factors of a slab for a time of the frame, unless that is done."""
    here, each = factors
    if here[q, STAMP] == passed:
        return
    tau = constants[q, TAU]
    down = math.exp(-passed / tau)
    here[q, STAMP], here[q, DOWN], here[q, UP] = passed, down, 1.0 / down if down > 0.0 else math.inf
    for c in range(slabs[q, CHANNEL], slabs[q, CHANNEL] + slabs[q, CHANNELS]):
        fade = math.exp(-passed / channels[c, C_TAU])
        if channels[c, C_NEAR] > 0.0:
            x = passed / tau - passed / channels[c, C_TAU]
            each[c, B] = passed / tau * down * (math.expm1(x) / x if x != 0.0 else 1.0)  # (3)
            each[c, H] = fade
        else:
            each[c, B], each[c, H] = fade, fade * (1.0 - tau / channels[c, C_TAU])  # (2)
        if fade > 0.0 and down > 0.0:
            each[c, ADD_X] = 1.0 / each[c, H]
            each[c, ADD_A] = -each[c, B] / each[c, H] / down


def _deliver(t, clock, cells, tables, factors, synapses, foretold, travellers, hot):  # type: ignore[no-untyped-def]
    """Let the spikes that travel through rows of many delays reach those synapses whose delay is over."""
    key, heap, place, size, journey, sent = travellers
    while size[0] > 0 and key[heap[0]] <= t:
        slot = heap[0]
        b, low, high = journey[slot, 0], journey[slot, 1], journey[slot, 2]
        shift, end = tables[2][b, DELAY0], low + 1
        while end < high and sent[slot] + synapses[4][end - shift] == t:
            end += 1
        arrive(t, b, low, end, clock, cells, tables, factors, synapses, foretold, hot)
        if end < high:
            journey[slot, 1] = end
            key[slot] = sent[slot] + synapses[4][end - shift]
            sift(slot, key, heap, place, size)
        else:
            drop(slot, key, heap, place, size)


def _arrive(t, b, low, high, clock, cells, tables, factors, synapses, foretold, hot):  # type: ignore[no-untyped-def]
    """Add up a spike at some synapses of its row."""
    slabs, constants, wires, _delays, channels = tables
    q = wires[b, SLAB]
    refer(t - clock[START], q, slabs, constants, channels, factors)
    if slabs[q, STILL] > 0:
        jump(b, q, low, high, cells, slabs, constants, wires, factors, synapses, foretold, hot)
    else:
        drive(t, b, q, low, high, cells, slabs, constants, wires, factors, synapses, hot)


def _jump(b, q, low, high, cells, slabs, constants, wires, factors, synapses, foretold, hot):  # type: ignore[no-untyped-def]
    """Add to V where nothing but an arrival can lead to a crossing; list who may cross now, or was to."""
    up, base, gap0, weight0, w = factors[0][q, UP], slabs[q, FIRST], slabs[q, GAP0], wires[b, WEIGHT0], synapses[2][b] * factors[0][q, UP]
    state, gaps, targets, weights = cells[0], cells[1], synapses[1], synapses[3]
    place, busy, bar = foretold[2], foretold[3][0] > 0, constants[q, GAP] * up
    for e in range(low, high):
        j = targets[e]
        x = base + j
        if weight0 >= 0:
            w = weights[e - weight0] * up
        if gap0 >= 0:
            bar = gaps[gap0 + j] * up
        a = state[x, A] + w
        state[x, A] = a
        if a >= bar or (busy and place[x] >= 0):
            heat(x, hot)


def _drive(t, b, q, low, high, cells, slabs, constants, wires, factors, synapses, hot):  # type: ignore[no-untyped-def]
    """Add to V or a current; list those whose first possible crossing is before their page, or was foretold."""
    state, gaps, targets, weights = cells[0], cells[1], synapses[1], synapses[3]
    each, down, tau, gap = factors[1], factors[0][q, DOWN], constants[q, TAU], constants[q, GAP]
    base, first, channels, gap0 = slabs[q, FIRST], slabs[q, CHANNEL], slabs[q, CHANNELS], slabs[q, GAP0]
    acts, weight0, w = wires[b, ACTS], wires[b, WEIGHT0], synapses[2][b]
    add_a, add_x, column = factors[0][q, UP], 0.0, X0
    if acts >= 0:
        add_a, add_x, column = each[acts, ADD_A], each[acts, ADD_X], X0 + acts - first
    b0, h0, b1, h1 = 0.0, 0.0, 0.0, 0.0
    if channels > 0:
        b0, h0 = each[first, B], each[first, H]
    if channels > 1:
        b1, h1 = each[first + 1, B], each[first + 1, H]
    for e in range(low, high):
        j = targets[e]
        x = base + j
        if weight0 >= 0:
            w = weights[e - weight0]
        a = state[x, A] + w * add_a
        state[x, A] = a
        state[x, column] += w * add_x
        page = state[x, NEXT]
        if page < 0.0 or w <= 0.0:
            if page == FORETOLD:
                heat(x, hot)
            continue
        if gap0 >= 0:
            gap = gaps[gap0 + j]
        X, Y = state[x, X0], state[x, X0 + 1]
        y, top = a * down - gap + X * b0 + Y * b1, max(X * h0, 0.0) + max(Y * h1, 0.0) - gap
        for c in range(2, channels):
            Z = state[x, X0 + c]
            y += Z * each[first + c, B]
            top += max(Z * each[first + c, H], 0.0)
        if y >= 0.0 or (top > 0.0 and -tau * y < (page - t) * (top - y)):
            heat(x, hot)


def _look(t, x, q, clock, cells, tables, factors, calendar, foretold):  # type: ignore[no-untyped-def]
    """Foretell the next crossing of a neuron, if it is within this page, or put its name on the page of its next look."""
    slabs, constants, _wires, _delays, channels = tables
    state, gaps, _home = cells
    key, heap, place, size = foretold
    if state[x, A] == PARKED:
        return
    clock[LOOKS] += 1.0
    refer(t - clock[START], q, slabs, constants, channels, factors)
    first, last = slabs[q, CHANNEL], slabs[q, CHANNEL] + slabs[q, CHANNELS]
    gap = constants[q, GAP] if slabs[q, GAP0] < 0 else gaps[slabs[q, GAP0] + x - slabs[q, FIRST]]
    y, currents = state[x, A] * factors[0][q, DOWN] - gap, calendar[4][first:last]
    for c in range(first, last):
        X = state[x, X0 + c - first]
        currents[c - first] = X * factors[1][c, H]
        y += X * factors[1][c, B]
    time, crosses = approach(t, clock[END], y, gap, constants[q, TAU], currents, channels[first:last, C_TAU])
    unfile(x, calendar)
    if crosses:
        key[x] = time
        if place[x] < 0:
            heap[size[0]] = x
            place[x] = size[0]
            size[0] += 1
        sift(x, key, heap, place, size)
        if slabs[q, STILL] == 0:
            state[x, NEXT] = FORETOLD
        return
    if place[x] >= 0:
        drop(x, key, heap, place, size)
    if slabs[q, STILL] > 0:
        return
    if time == math.inf:
        state[x, NEXT] = math.inf
        return
    state[x, NEXT] = file(x, t + SLACK * (time - t), clock, calendar)


def _fire(t, x, clock, cells, tables, factors, lists, foretold, hot):  # type: ignore[no-untyped-def]
    """Note a spike, and park the neuron for its refractory time; without one it is reset."""
    when, who, start, _room, count, _head, _freed = lists
    slabs, constants, home = tables[0], tables[1], cells[2]
    key, heap, place, size = foretold
    q = home[x]
    drop(x, key, heap, place, size)
    found = start[q] + count[q]
    when[found], who[found] = t, x - slabs[q, FIRST]
    count[q] += 1
    if constants[q, HOLD] > 0.0:
        cells[0][x, A] = PARKED
        if slabs[q, STILL] == 0:
            cells[0][x, NEXT] = HELD
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
    slabs, constants, _wires, _delays, channels = tables
    state, gaps, _home = cells
    refer(t - clock[START], q, slabs, constants, channels, factors)
    y = constants[q, RESET] + (constants[q, GAP] if slabs[q, GAP0] < 0 else gaps[slabs[q, GAP0] + x - slabs[q, FIRST]])
    for c in range(slabs[q, CHANNELS]):
        y -= state[x, X0 + c] * factors[1][slabs[q, CHANNEL] + c, B]
    state[x, A] = y * factors[0][q, UP]  # (1) at y = V_R - V_T
    if slabs[q, STILL] == 0:
        state[x, NEXT] = math.inf
        heat(x, hot)
