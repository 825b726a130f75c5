"""The voltage of one neuron at any times, worked out after a run from the spikes that reached it and its own."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .moments import Moments

ARRIVAL, SPIKE, END = range(3)  # what happens to a neuron at one time, in this order


def voltage(moments: Moments, sent: list[tuple[np.ndarray, np.ndarray]], q: int, x: int, times: np.ndarray) -> np.ndarray:
    """Return V at ``times`` (units of the run, sorted) of neuron ``x`` of slab ``q``; ``sent`` are all spikes; after a spike the reset."""
    slab, unit, result = moments.layout.slabs[q], moments.unit, np.empty(len(times))
    neuron: Any = slab.neuron
    I, p = float(np.broadcast_to(slab.I, slab.n)[x]), neuron.values(neuron.leap, "V", "I", "decay")
    V, t, held, done = float(slab.state[0, x]), 0.0, False, 0
    currents = [0.0] * len(slab.channels)

    def later(passed: float) -> float:
        if held:
            return V
        new = neuron.leap(V, I, neuron.propagator(passed), *p)[0]
        return new + sum(i * neuron.response(c.tau, passed) for i, c in zip(currents, slab.channels, strict=True))

    for at, what, channel, weight in [*_happenings(moments, sent, q, x), (math.inf, END, 0, 0.0)]:
        until = int(np.searchsorted(times, at, side="left"))
        result[done:until] = [later((when - t) * unit) for when in times[done:until].tolist()]
        done = until
        if at == math.inf:
            break
        V = later((at - t) * unit)
        currents = [i * math.exp(-(at - t) * unit / c.tau) for i, c in zip(currents, slab.channels, strict=True)]
        t = at
        if what != ARRIVAL:
            V, held = neuron.V_R, what == SPIKE and moments.holds[q] > 0
        elif channel >= 0:
            currents[channel] += weight
        elif not held:
            V += weight
    return result


def _happenings(moments: Moments, sent: list[tuple[np.ndarray, np.ndarray]], q: int, x: int) -> list[tuple[float, int, int, float]]:
    """Return (time, what, channel, weight) of all that happens to a neuron, in order."""
    own = sent[q][0][sent[q][1] == x]
    found = [(t, SPIKE, 0, 0.0) for t in own.tolist()]
    if moments.holds[q]:
        found += [(t, END, 0, 0.0) for t in (own + moments.holds[q]).tolist()]
    for bundle, delay in zip(moments.layout.bundles, moments.delays, strict=True):
        if bundle.slab != q:
            continue
        times, who = sent[bundle.sender]
        for synapse in np.flatnonzero(bundle.targets == x):
            sender = int(np.searchsorted(bundle.rows, synapse, side="right")) - 1
            weight = float(bundle.weights[synapse] if bundle.weights.ndim else bundle.weights)
            arrivals = times[who == sender] + (delay[synapse] if delay.ndim else delay)
            weights = np.full(len(arrivals), weight)
            if bundle.rule:
                largest = bundle.projections[0].w_max or 0.0
                weights = bundle.rule.delivered(arrivals * moments.unit, own * moments.unit, weight / largest) * largest
            found += [(t, ARRIVAL, bundle.channel, w) for t, w in zip(arrivals.tolist(), weights.tolist(), strict=True)]
    return sorted(found)
