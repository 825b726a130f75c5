"""The queues of the compiled path: a calendar of looks, a heap, and a list of those to be looked at now.

**Calendar.** Every neuron that could cross has its name on a page, not later than it could cross on its budget. When that page
comes it is looked at: followed up to a crossing within the page, which is foretold, or put on a later page. The names of a
page are chained, so that one is taken off without a search. **Heap.** Numbers in the order of their keys, and for each
number its place: spikes that are foretold, by neuron, and spikes on their way through rows of many delays.
"""

from __future__ import annotations

from typing import Any

# Globals that `event_compiled` puts in place; the functions below name them.
heat: Any
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
