"""What the compiled path does for each synapse that a spike reaches: few additions, and one comparison.

Arrivals of one moment are added up; whoever may have reached the threshold by them is listed, and looked at when all are in.
"""

from __future__ import annotations

from typing import Any

from .event_queues import START
from .event_tables import ACTS, ADD_A, ADD_X, BUDGET, C_PEAK, CHANNEL, DELAY0, FIRST, GAP, GAP0, SLAB, STILL, UP, WEIGHT0, X0, A

# Globals that `event_compiled` puts in place; the loops below name them.
refer: Any
heat: Any
sift: Any
drop: Any
arrive: Any
jump: Any
drive: Any


def _deliver(t, clock, cells, tables, factors, synapses, travellers, hot):  # type: ignore[no-untyped-def]
    """Let the spikes that travel through rows of many delays reach those synapses whose delay is over."""
    key, heap, place, size, journey, sent = travellers
    while size[0] > 0 and key[heap[0]] <= t:
        slot = heap[0]
        b, low, high = journey[slot, 0], journey[slot, 1], journey[slot, 2]
        shift, end = tables[2][b, DELAY0], low + 1
        while end < high and sent[slot] + synapses[4][end - shift] == t:
            end += 1
        arrive(t, b, low, end, clock, cells, tables, factors, synapses, hot)
        if end < high:
            journey[slot, 1] = end
            key[slot] = sent[slot] + synapses[4][end - shift]
            sift(slot, key, heap, place, size)
        else:
            drop(slot, key, heap, place, size)


def _arrive(t, b, low, high, clock, cells, tables, factors, synapses, hot):  # type: ignore[no-untyped-def]
    """Add up a spike at some synapses of its row."""
    slabs, constants, wires, _delays, channels, _outlooks = tables
    q = wires[b, SLAB]
    refer(t - clock[START], q, slabs, constants, channels, factors)
    if slabs[q, STILL] > 0:
        jump(b, q, low, high, cells, slabs, constants, wires, factors, synapses, hot)
    else:
        drive(b, q, low, high, cells, slabs, wires, channels, factors, synapses, hot)


def _jump(b, q, low, high, cells, slabs, constants, wires, factors, synapses, hot):  # type: ignore[no-untyped-def]
    """Add to V where nothing but an arrival can lead to a crossing; list who has reached the threshold."""
    up, base, gap0, weight0, w = factors[0][q, UP], slabs[q, FIRST], slabs[q, GAP0], wires[b, WEIGHT0], synapses[2][b] * factors[0][q, UP]
    state, gaps, targets, weights, bar = cells[0], cells[1], synapses[1], synapses[3], constants[q, GAP] * factors[0][q, UP]
    for e in range(low, high):
        j = targets[e]
        if weight0 >= 0:
            w = weights[e - weight0] * up
        if gap0 >= 0:
            bar = gaps[gap0 + j] * up
        a = state[base + j, A] + w
        state[base + j, A] = a
        if a >= bar:
            heat(base + j, hot)


def _drive(b, q, low, high, cells, slabs, wires, channels, factors, synapses, hot):  # type: ignore[no-untyped-def]
    """Add to V or a current, and take from the budget what that can ever add to V; list those who have none left."""
    state, targets, weights, base = cells[0], synapses[1], synapses[3], slabs[q, FIRST]
    acts, weight0, w = wires[b, ACTS], wires[b, WEIGHT0], synapses[2][b]
    add_a, add_x, cost, column = factors[0][q, UP], 0.0, 1.0, X0
    if acts >= 0:
        add_a, add_x, cost = factors[1][acts, ADD_A], factors[1][acts, ADD_X], channels[acts, C_PEAK]
        column = X0 + acts - slabs[q, CHANNEL]
    for e in range(low, high):
        x = base + targets[e]
        if weight0 >= 0:
            w = weights[e - weight0]
        state[x, A] += w * add_a
        state[x, column] += w * add_x
        budget = state[x, BUDGET] - max(w, 0.0) * cost
        state[x, BUDGET] = budget
        if budget <= 0.0:
            heat(x, hot)
