"""The recorded voltage of a neuron of the event-driven engine, computed after the run: from the
spikes that reached the neuron and from its own, by the closed form between them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..layout import Layout

ARRIVAL, SPIKE, END = range(3)  # kinds of events of a neuron, in their order at one time


def voltage(
    layout: Layout, sent: list[tuple[np.ndarray, np.ndarray]], q: int, place: int, times: np.ndarray
) -> np.ndarray:
    """Return V at ``times`` (units of the layout, sorted) of a neuron of block ``q``, computed
    after the run from all spikes ``sent``.

    At and after a spike it is the reset. A ``place`` behind the voltages of the block is a synaptic
    current of a neuron.
    """
    block, unit, result = layout.blocks[q], layout.unit, np.empty(len(times))
    receptor_seen, j = divmod(place, block.n)  # 0: V; else the receptor before this number
    neuron: Any = block.neuron
    I = float(np.broadcast_to(block.I, block.n)[j])
    p = neuron.values(neuron.leap, "V", "I", "decay")
    V, t, refractory, done = float(block.state[0, j]), 0.0, False, 0
    wait = float(np.broadcast_to(block.refractory, block.n)[j])
    currents = [float(each[j]) for each in block.currents]

    def later(passed: float) -> float:
        if refractory:
            return V
        new = neuron.leap(V, I, neuron.propagator(passed), *p)[0]
        return new + sum(
            i * neuron.response(c.tau, passed)
            for i, c in zip(currents, block.receptors, strict=True)
        )

    def seen(passed: float) -> float:
        k = receptor_seen - 1
        return later(passed) if k < 0 else currents[k] * math.exp(-passed / block.receptors[k].tau)

    for at, what, receptor, weight in [
        *_events_of(layout, sent, q, j, wait),
        (math.inf, END, 0, 0.0),
    ]:
        until = int(np.searchsorted(times, at, side="left"))
        result[done:until] = [seen((when - t) * unit) for when in times[done:until].tolist()]
        done = until
        if at == math.inf:
            break
        V = later((at - t) * unit)
        currents = [
            i * math.exp(-(at - t) * unit / c.tau)
            for i, c in zip(currents, block.receptors, strict=True)
        ]
        t = at
        if what != ARRIVAL:
            V, refractory = neuron.V_R, what == SPIKE and wait > 0
        elif receptor >= 0:
            currents[receptor] += weight
        elif not refractory:
            V += weight
    return result


def _events_of(
    layout: Layout, sent: list[tuple[np.ndarray, np.ndarray]], q: int, j: int, wait: float
) -> list[tuple[float, int, int, float]]:
    """Return (time, kind of event, receptor, weight) of all events of a neuron, in order; ``wait``
    is its refractory time.
    """
    fired = sent[q][0][sent[q][1] == j]
    events = [(t, SPIKE, 0, 0.0) for t in fired.tolist()]
    if wait > 0:
        events += [(t, END, 0, 0.0) for t in (fired + wait).tolist()]
    for group in layout.groups:
        if group.block != q:
            continue
        times, who = sent[group.sender]
        for synapse in np.flatnonzero(group.targets == j):
            sender = (int(np.searchsorted(group.rows, synapse, side="right")) - 1) % group.members
            weight = float(group.weights[synapse] if group.weights.ndim else group.weights)
            arrivals = times[who == sender] + (
                group.delay[synapse] if group.delay.ndim else group.delay
            )
            weights = np.full(len(arrivals), weight)
            if group.rule:
                delivered = group.rule.delivered(
                    arrivals * layout.unit, fired * layout.unit, weight / group.largest
                )
                weights = delivered * group.largest
            events += [
                (t, ARRIVAL, group.receptor, w)
                for t, w in zip(arrivals.tolist(), weights.tolist(), strict=True)
            ]
    return sorted(events)
