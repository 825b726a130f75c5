"""Packets on a mesh of cores, one event after the other. Used by the figures of the mesh and of
placements, in chapter 7.
"""

from __future__ import annotations

import numpy as np

from ..applications.chip.routing import next_core

CORES = 64  # more than any mesh of these figures has: an event is numbered by packet and core


def carry(n, t, home, goals, k, joined, S, t_r, heap, free, moves, arrived):
    """Carry ``n`` packets as ``deliver`` of :class:`neurolib.applications.chip.routing.Mesh` does;
    return how many crossings of links and how many arrivals there were.

    Packet j leaves its core ``home`` at the time ``t``, which rises; the bits of the whole number
    ``goals`` are the cores that it is for. ``heap`` has room for three numbers of each event that
    waits, and ``free`` for the time from which each link, and each core's own bus, is free. A row
    of ``moves`` is for a core, the next one, when a packet asked for the link and when it got it; a
    row of ``arrived`` is for a packet and its latency. What has no room there is only counted.
    """
    cores, crossed, came, events = k * k, 0, 0, 0
    for j in range(n):
        bus = int(home[j]) * (cores + 1)
        free[bus] = max(t[j], free[bus]) + S
        push(heap, events, free[bus], j * CORES + int(home[j]), goals[j])
        events += 1
    while events:
        now, event, wanted = heap[0], int(heap[1]), int(heap[2])
        pop(heap, events)
        events -= 1
        j, core = event // CORES, event % CORES
        if wanted >> core & 1:
            if 2 * came < len(arrived):
                arrived[2 * came], arrived[2 * came + 1] = j, now - t[j]
            came, wanted = came + 1, wanted - (1 << core)
        for goal in range(cores):
            if wanted >> goal & 1 == 0:
                continue
            after, copied = next_core(core, goal, k, joined), 0
            for other in range(goal, cores):  # the copy that goes this way is for all of these
                if wanted >> other & 1 and next_core(core, other, k, joined) == after:
                    copied += 1 << other
            wanted -= copied
            link = core * cores + after
            got = max(now, free[link])
            free[link] = got + S
            if 4 * crossed < len(moves):
                first = 4 * crossed
                moves[first], moves[first + 1] = core, after
                moves[first + 2], moves[first + 3] = now, got
            crossed += 1
            push(heap, events, free[link] + t_r, j * CORES + after, copied)
            events += 1
    return crossed, came


def push(heap, n, when, event, wanted):
    """Put an event among ``n`` others, the earliest of which stands at the beginning."""
    at = n
    while at > 0:
        above = (at - 1) // 2
        if not earlier(when, event, heap, above):
            break
        move(heap, above, at)
        at = above
    heap[3 * at], heap[3 * at + 1], heap[3 * at + 2] = when, event, wanted


def pop(heap, n):
    """Take the earliest of ``n`` events away."""
    last, at = n - 1, 0
    when, event = heap[3 * last], heap[3 * last + 1]
    while 2 * at + 1 < last:
        below = 2 * at + 1
        if below + 1 < last and earlier(heap[3 * below + 3], heap[3 * below + 4], heap, below):
            below += 1
        if not earlier(heap[3 * below], heap[3 * below + 1], heap, last):
            break
        move(heap, below, at)
        at = below
    wanted = heap[3 * last + 2]
    heap[3 * at], heap[3 * at + 1], heap[3 * at + 2] = when, event, wanted


def earlier(when, event, heap, at):
    """Return whether an event comes before the one at a place."""
    return when < heap[3 * at] or (when == heap[3 * at] and event < heap[3 * at + 1])


def move(heap, at, to):
    """Move an event from one place to another."""
    for part in range(3):
        heap[3 * to + part] = heap[3 * at + part]


def place(core, after, share, k, x, y, at):
    """Place something between a core and the next one; over the edge of a torus it goes half of the
    way.
    """
    across, up = after % k - core % k, after // k - core // k
    across = across if abs(across) < 2 else -0.5 * np.sign(across)
    up = up if abs(up) < 2 else -0.5 * np.sign(up)
    x[at], y[at] = core % k + share * across, core // k + share * up
