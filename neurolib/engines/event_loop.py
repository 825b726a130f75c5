r"""The loops of the compiled path: events of a whole network, over flat arrays, for Numba.

**Streams.** What comes next is the least of a few heads: the list of a sender's spikes, read one delay behind, for each
bundle; the same list, read one refractory time behind, for each slab; a heap of spikes that travel through rows of many
delays; a heap of crossings that are foretold; and the next page of the calendar. At one time they go in that order.

See :mod:`~neurolib.engines.event_frame` for how a neuron is stored, and :mod:`~neurolib.engines.event_queues` for looks.

The loop of the compiled path where neurons are *still*: no current acts, and nothing but an arrival can lead to a crossing.

Then nobody is followed, and there is no calendar: arrivals of one moment are added up, and whoever has reached the threshold is
put on the heap of crossings, which sorts them by number. The end of a refractory time is no event: it is seen to before the
next arrival. A neuron's row is A alone, and much of the work is to bring it from memory.

The lists of spikes of the compiled path, and their readers: a list that is read some time behind is a queue.

**Lists.** Every sender has one, in the order of time. **Readers.** Each bundle reads its sender's list one delay behind, and
``due`` holds when it next does; each slab reads its own one refractory time behind, and ``ends`` holds when it next does.
Spikes that travel through rows of many delays are on a heap.

The queues of the compiled path: a calendar of looks, a heap, and a list of those to be looked at now.

**Calendar.** Every neuron that could cross has its name on a page, not later than it could cross on its budget. When that page
comes it is looked at: followed up to a crossing within the page, which is foretold, or put on a later page. The names of a
page are chained, so that one is taken off without a search. **Heap.** Numbers in the order of their keys, and for each
number its place: spikes that are foretold, by neuron, and spikes on their way through rows of many delays.

What the compiled path does for each synapse that a spike reaches: few additions, and one comparison.

Arrivals of one moment are added up; whoever may have reached the threshold by them is listed, and looked at when all are in.

The rotating frame of the compiled path: what decays is stored such that it stands still between events.

With t₀ the start of the frame,

.. math::

    y(t) = -\gamma + A\, e^{-(t - t_0)/\tau} + \textstyle\sum_s X_s\, b_s(t - t_0), \qquad i_s(t) = X_s\, h_s(t - t_0) \tag{1}

in the symbols of :mod:`~neurolib.engines.crossing`. An arrival adds constants to A and X_s, and the factors that turn its
weight into them are computed once for all its targets. For a time constant of its own, and for one near τ,

.. math::

    b_s(t) = e^{-t/\tau_s}, \quad h_s(t) = (1 - \tau/\tau_s)\, e^{-t/\tau_s} \tag{2}
    b_s(t) = \tfrac{1}{\tau} \int_0^t e^{-(t - u)/\tau - u/\tau_s}\, du, \quad h_s(t) = e^{-t/\tau_s} \tag{3}

After some time constants the factors are folded in and the frame starts anew.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .tables import (
    ACTS,
    ADD_A,
    ADD_X,
    BUDGET,
    C_NEAR,
    C_PEAK,
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
    SLAB,
    SPENT,
    STAMP,
    TAU,
    UP,
    WEIGHT0,
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


# Globals that `event_compiled` puts in place; the functions below name them.
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


# Globals that `event_compiled` puts in place; the functions below name them.
sift: Any

# The clock: start of the frame, its longest length, width of a page, the page that is open, its end, the time, how many looks.
START, LENGTH, WIDTH, PAGE, END, NOW, LOOKS = range(7)


def _heat(x, hot):  # type: ignore[no-untyped-def]
    """List a neuron to be looked at now, once."""
    if hot[1][x] == 0:
        hot[0][hot[2][0]] = x
        hot[1][x] = 1
        hot[2][0] += 1


def _turn_page(clock, calendar, hot):  # type: ignore[no-untyped-def]
    """Open the next page of the calendar, and list everyone on it to be looked at."""
    page, after = calendar[0], calendar[1]
    clock[PAGE] += 1.0
    clock[END] = (clock[PAGE] + 1.0) * clock[WIDTH]
    x = page[int(clock[PAGE]) & (len(page) - 1)]
    while x >= 0:
        heat(x, hot)
        x = after[x]


def _file(x, time, clock, calendar):  # type: ignore[no-untyped-def]
    """Put a name on the page of a time, or the last there is before it."""
    page, after, before, at, _ = calendar
    slot = int(max(clock[PAGE] + 1.0, min(time / clock[WIDTH], clock[PAGE] + len(page) - 1.0))) & (len(page) - 1)
    at[x], before[x], after[x] = slot, -1, page[slot]
    if page[slot] >= 0:
        before[page[slot]] = x
    page[slot] = x


def _unfile(x, calendar):  # type: ignore[no-untyped-def]
    """Take a name off its page."""
    page, after, before, at, _ = calendar
    if at[x] >= 0:
        if before[x] >= 0:
            after[before[x]] = after[x]
        else:
            page[at[x]] = after[x]
        if after[x] >= 0:
            before[after[x]] = before[x]
        at[x] = -1


def _sift(x, key, heap, place, size):  # type: ignore[no-untyped-def]
    """Move an entry of a heap to where its key belongs; equal keys stand by number."""
    i, n = place[x], size[0]
    while i > 0:
        up = (i - 1) // 2
        other = heap[up]
        if key[other] < key[x] or (key[other] == key[x] and other < x):
            break
        heap[i], place[other], i = other, i, up
    while 2 * i + 1 < n:
        down = 2 * i + 1
        other = heap[down]
        if down + 1 < n:
            right = heap[down + 1]
            if key[right] < key[other] or (key[right] == key[other] and right < other):
                down, other = down + 1, right
        if key[x] < key[other] or (key[x] == key[other] and x < other):
            break
        heap[i], place[other], i = other, i, down
    heap[i], place[x] = x, i


def _foretell(x, time, foretold):  # type: ignore[no-untyped-def]
    """Put a neuron on the heap of crossings, or move it there."""
    key, heap, place, size = foretold
    key[x] = time
    if place[x] < 0:
        heap[size[0]] = x
        place[x] = size[0]
        size[0] += 1
    sift(x, key, heap, place, size)


def _drop(x, key, heap, place, size):  # type: ignore[no-untyped-def]
    """Take an entry off a heap; it stands beyond its end then."""
    size[0] -= 1
    i, last = place[x], heap[size[0]]
    heap[size[0]], place[x] = x, -1
    if last != x:
        heap[i], place[last] = last, i
        sift(last, key, heap, place, size)


def _travel(b, low, high, sent, shift, ahead, travellers):  # type: ignore[no-untyped-def]
    """Start a spike on its way through a row of many delays."""
    key, heap, place, size, journey, times = travellers
    slot = heap[size[0]]  # beyond the heap stand the slots that are free
    journey[slot, 0], journey[slot, 1], journey[slot, 2], times[slot] = b, low, high, sent
    key[slot] = sent + ahead[low - shift]
    place[slot] = size[0]
    size[0] += 1
    sift(slot, key, heap, place, size)


# Globals that `event_compiled` puts in place; the loops below name them.


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


def _drive(t, b, low, high, clock, cells, tables, factors, synapses, foretold, hot):  # type: ignore[no-untyped-def]
    """Add a spike to V or a current at some synapses of its row, and take from the budget what that can ever add to V.

    Those who have none left are listed.
    """
    slabs, constants, wires, _delays, channels, _outlooks = tables
    q = wires[b, SLAB]
    refer(t - clock[START], q, slabs, constants, channels, factors)
    acts, weight0, w, row, hits = wires[b, ACTS], wires[b, WEIGHT0], synapses[2][b], synapses[1][low:high], 0
    add_a, add_x, cost, column = factors[0][q, UP], 0.0, 1.0, X0
    if acts >= 0:
        add_a, add_x, cost = factors[1][acts, ADD_A], factors[1][acts, ADD_X], channels[acts, C_PEAK]
        column = X0 + acts - slabs[q, CHANNEL]
    width, start = np.uint64(cells[0].shape[1]), slabs[q, FIRST] * cells[0].shape[1]
    decaying, current, budget = cells[3][start + A :], cells[3][start + column :], cells[3][start + BUDGET :]
    weights = synapses[3][low - weight0 : high - weight0] if weight0 >= 0 else synapses[3][:0]
    for e in range(len(row)):
        i = row[e] * width
        if weight0 >= 0:
            w = weights[e]
        decaying[i] += w * add_a
        current[i] += w * add_x
        budget[i] -= max(w, 0.0) * cost
        hits += budget[i] <= 0.0
    if hits > 0:
        for j in row:
            if budget[j * width] <= 0.0:
                heat(slabs[q, FIRST] + j, hot)



FADED = 1e-200  # what is smaller is zero: near the smallest floats arithmetic is slow


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
