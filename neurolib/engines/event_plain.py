"""The events of a network in plain Python and NumPy: complete, and to be read as the definition of what an event does.

A heap holds all that is known to come. At one instant, in this order: sources send; spikes arrive and are added up; whoever
has reached the threshold spikes and is reset; whoever's refractory time ends is let go. Nobody knows beforehand when a neuron
will spike, so the heap also holds *looks*: not later than a neuron could reach its threshold it is looked at, and is given
a later look or, where it is near, told when it will cross: that look is its spike, unless something arrives before. An arrival
may bring a look forward; it never has to put one off.
"""

from __future__ import annotations

import heapq
import math
from typing import Any

import numpy as np

from .layout import Moments, Slab
from .stdp import Learning
from .threshold import _approach

SEND, ARRIVE, LOOK, FREE = range(4)
AHEAD = 0.05  # how far a look follows a neuron, in units of the shortest time constant


class Neurons:
    """A slab of neurons: V and currents as of the last visit, time of the next look, who crosses then, and who is refractory."""

    def __init__(self, slab: Slab, unit: float, hold: float) -> None:
        neuron: Any = slab.neuron
        self.neuron, self.unit, self.hold, self.I = neuron, unit, hold, np.broadcast_to(slab.I, slab.n)
        self.p = neuron.values(neuron.leap, "V", "I", "decay")
        self.taus = [channel.tau for channel in slab.channels]
        self.V, self.currents = slab.state[0].copy(), np.zeros((len(slab.channels), slab.n))
        self.last, self.due = np.zeros(slab.n), np.full(slab.n, math.inf)
        self.crosses, self.held = np.zeros(slab.n, dtype=bool), np.zeros(slab.n, dtype=bool)
        self.gap = neuron.V_T - neuron.leap(0.0, self.I, 0.0, *self.p)[0]
        self.times: list[float] = []
        self.who: list[int] = []

    def visit(self, who: np.ndarray, t: float) -> None:
        """Leap to time ``t``: V decays, and each current adds its response and decays; a refractory V is held."""
        passed = (t - self.last[who]) * self.unit
        V = self.neuron.leap(self.V[who], self.I[who], np.exp(-passed / self.neuron.tau), *self.p)[0]
        for tau, current in zip(self.taus, self.currents, strict=True):
            x = passed / self.neuron.tau - passed / tau  # the response (7) of LIF, for arrays
            V += (
                current[who]
                * passed
                / self.neuron.C
                * np.exp(-passed / self.neuron.tau)
                * np.where(x, np.expm1(x) / np.where(x, x, 1.0), 1.0)
            )
            current[who] *= np.exp(-passed / tau)
        self.V[who] = np.where(self.held[who], self.V[who], V)
        self.last[who] = t

    def waits(self, who: np.ndarray) -> np.ndarray:
        """Return for how long each stays below its threshold at least: equation (2) of ``crossing``."""
        y = self.V[who] - self.neuron.V_T
        top = np.maximum(self.currents[:, who], 0.0).sum(axis=0) / self.neuron.g_L - self.gap[who]
        climbs = (top > 0) & (y < 0)
        return np.where(y >= 0, 0.0, np.where(climbs, self.neuron.tau / self.unit * -y / np.where(climbs, top - y, 1.0), np.inf))

    def approach(self, x: int, t: float) -> tuple[float, bool]:
        """Follow one neuron up to its crossing, or some way ahead: see ``crossing``."""
        m, tau, taus = self.neuron, self.neuron.tau / self.unit, [tau / self.unit for tau in self.taus]
        currents = (self.currents[:, x] / m.g_L).tolist()
        return _approach(t, t + AHEAD * min(tau, *taus, tau), float(self.V[x] - m.V_T), float(self.gap[x]), tau, currents, taus)


class PlainEvents:
    """Let events happen in a network; all up to the time ``done`` have happened."""

    def __init__(self, moments: Moments) -> None:
        self.moments, self.done, self.looks = moments, 0.0, 0
        layout = moments.layout
        self.slabs = [Neurons(slab, moments.unit, hold) for slab, hold in zip(layout.slabs, moments.holds, strict=True)]
        self.bundles = layout.bundles
        self.learning = [Learning(b, layout.slabs[b.slab].n, moments.unit) if b.rule else None for b in layout.bundles]
        self.leaving = [[b for b, bundle in enumerate(layout.bundles) if bundle.sender == s] for s in range(len(layout.senders))]
        self.heap: list[tuple[Any, ...]] = [(times[0], SEND, k, 0) for k, times in enumerate(moments.inputs) if len(times)]
        heapq.heapify(self.heap)
        for q, slab in enumerate(self.slabs):
            self._expect(q, np.arange(len(slab.V)), 0.0)

    def advance(self, until: float) -> None:
        """Let everything happen up to the time ``until``."""
        do = (self._send_input, self._arrive, self._look, self._free)
        while self.heap and self.heap[0][0] <= until:
            t, kind, *what = heapq.heappop(self.heap)
            do[kind](t, *what)
        self.done = until

    def _send_input(self, t: float, k: int, number: int) -> None:
        source, times = self.moments.layout.inputs[k], self.moments.inputs[k]
        self._send(len(self.slabs) + k, t, int(source.indices[number]))
        if number + 1 < len(times):
            heapq.heappush(self.heap, (times[number + 1], SEND, k, number + 1))

    def _send(self, sender: int, t: float, index: int) -> None:
        """Put a spike on its way through every bundle."""
        for b in self.leaving[sender]:
            if (first := self.bundles[b].rows[index]) < self.bundles[b].rows[index + 1]:
                self._travel(b, index, t, int(first))

    def _travel(self, b: int, index: int, sent: float, first: int) -> None:
        delay = self.moments.delays[b]
        heapq.heappush(self.heap, (sent + float(delay[first] if delay.ndim else delay), ARRIVE, b, index, sent, first))

    def _arrive(self, t: float, b: int, index: int, sent: float, first: int) -> None:
        """Add up a spike at the synapses that it reaches now, and send it on to those of its row that it reaches later."""
        bundle, delay, end = self.bundles[b], self.moments.delays[b], int(self.bundles[b].rows[index + 1])
        if delay.ndim:
            end = first + int(np.searchsorted(sent + delay[first:end], t, side="right"))
            if end < bundle.rows[index + 1]:
                self._travel(b, index, sent, end)
        slab, who = self.slabs[bundle.slab], bundle.targets[first:end]
        weights = np.broadcast_to(bundle.weights if bundle.weights.ndim == 0 else bundle.weights[first:end], len(who))
        if (learning := self.learning[b]) is not None:
            weights = learning.arrive(t, index)
        slab.visit(who, t)
        slab.crosses[who] = False
        if bundle.channel < 0:
            np.add.at(slab.V, who, weights * ~slab.held[who])
        else:
            np.add.at(slab.currents[bundle.channel], who, weights)
        self._expect(bundle.slab, who, t)

    def _expect(self, q: int, who: np.ndarray, t: float) -> None:
        """Bring forward the looks at those who may now reach the threshold before their next one."""
        slab = self.slabs[q]
        at = t + slab.waits(who)
        sooner = (at < slab.due[who]) & ~slab.held[who]
        for x, when in zip(who[sooner].tolist(), at[sooner].tolist(), strict=True):
            if when < slab.due[x]:
                slab.due[x] = when
                heapq.heappush(self.heap, (when, LOOK, q, x))

    def _look(self, t: float, q: int, x: int) -> None:
        """Look at a neuron: it fires now, or is looked at later. A look that was brought forward is void."""
        slab = self.slabs[q]
        if slab.due[x] != t:
            return
        self.looks += 1
        slab.visit(np.array([x]), t)
        if not slab.crosses[x]:
            slab.due[x], slab.crosses[x] = slab.approach(x, t)
        if slab.crosses[x] and slab.due[x] <= t:
            self._fire(q, x, t)
        elif slab.due[x] < math.inf:
            heapq.heappush(self.heap, (float(slab.due[x]), LOOK, q, x))

    def _fire(self, q: int, x: int, t: float) -> None:
        slab = self.slabs[q]
        slab.times.append(t)
        slab.who.append(x)
        self._send(q, t, x)
        for bundle, learning in zip(self.bundles, self.learning, strict=True):
            if learning is not None and bundle.slab == q:
                learning.fire(t, x)
        slab.V[x], slab.due[x], slab.crosses[x], slab.held[x] = slab.neuron.V_R, math.inf, False, slab.hold > 0
        if slab.hold:
            heapq.heappush(self.heap, (t + slab.hold, FREE, q, x))
        else:
            self._expect(q, np.array([x]), t)

    def _free(self, t: float, q: int, x: int) -> None:
        slab = self.slabs[q]
        slab.visit(np.array([x]), t)
        slab.held[x] = False
        self._expect(q, np.array([x]), t)

    def weights(self) -> list[tuple[Any, np.ndarray]]:
        """Return each projection that learns, and its weights."""
        return [(learning.bundle.projections[0], learning.weights()) for learning in self.learning if learning]

    def spikes(self, sender: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the times and the indices of all spikes of a slab."""
        slab = self.slabs[sender]
        return np.array(slab.times, dtype=float), np.array(slab.who, dtype=np.int64)
