"""What the compiled path does for each synapse that a spike reaches: few additions, and one comparison.

Arrivals of one moment are added up; whoever may have reached the threshold by them is listed, and looked at when all are in.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .event_queues import START
from .event_tables import (
    ACTS,
    ADD_A,
    ADD_X,
    BUDGET,
    C_PEAK,
    CHANNEL,
    DELAY0,
    FIRST,
    SLAB,
    UP,
    WEIGHT0,
    X0,
    A,
)

# Globals that `event_compiled` puts in place; the loops below name them.
refer: Any
heat: Any
sift: Any
drop: Any
arrive: Any


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
