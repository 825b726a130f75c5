"""The event-driven engine: a neuron is visited only when something happens to it, and leapt over exactly in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from .. import _jit
from ..network import Network
from ..recording import NetworkRun, multiples
from ..units import ms
from . import plastic_compiled
from .engine import Engine, Film, Job, train, watched
from .event_compiled import CompiledEvents
from .event_counting import counted
from .event_plain import PlainEvents
from .layout import lay_out
from .moments import Moments, in_time
from .voltages import voltage

SAMPLE = 0.1 * ms  # between two recorded voltages
GUESS = 10.0  # Hz, at which neurons may spike, to guess the work beforehand


class EventDriven(Engine):
    r"""Let time pass from event to event: a spike arrives, a neuron reaches its threshold, a refractory time ends.

    Between events every neuron is leapt over exactly. With the time t since its last event,

    .. math::

        V(t) = V_\infty + \left(V(0) - V_\infty\right) e^{-t/\tau} + \sum_s P_s(t)\, I_s(0), \qquad I_s(t) = I_s(0)\, e^{-t/\tau_s} \tag{1}
        t^* = \min \{ t : V(t) \ge V_T \} \tag{2}

    with P of :class:`~neurolib.neurons.LIF`, its equation (7). Spikes that arrive at one time are added up before the
    threshold is tested; times that are whole multiples of a common tick meet exactly. Spike times are exact up to rounding.
    A jump (a delta synapse) that arrives at the very end of a refractory time is lost, as with ``Clocked``; NEST's precise
    ``iaf_psc_delta_ps`` counts it. Where delays add up to the refractory time, a busy network of that kind parts there.

    On the first class of networks (delta synapses, all times on one grid, nobody climbs to the threshold without an arrival) the
    spikes are therefore those of ``Clocked``, for equal neurons, too. Elsewhere one tie stays open. Of two equal neurons that
    climb and have no refractory time, one may start d later and be sent a spike by the other with delay d: it then crosses at
    d + P, the root of an equation, where the spike arrives at P + d, a sum. Equal in mathematics, the two differ by their
    rounding, which no rule of order can undo; and after it one spike or two follow. Give such neurons unequal currents.

    It runs neurons with such a closed form, LIF, with "delta" and "exponential" synapses. Sources: R. Brette et al., J.
    Computational Neuroscience 23:349 (2007), doi:10.1007/s10827-007-0038-6, for the strategy; R. Brette, Neural Computation
    19:2604 (2007), doi:10.1162/neco.2007.19.10.2604, for exponential currents. Used from chapter 1 on.
    """

    def __repr__(self) -> str:
        return "EventDriven()"

    def _job(self, net: Network, duration: float, seed: int, record: Mapping[Any, Sequence[int]], snapshots: int) -> Job:
        moments = in_time(lay_out(net, seed, duration), duration)
        steps = int(duration / SAMPLE * (1 + 1e-12))
        rows = watched(net, record, steps, moments.layout.places)
        events, film, story, end = self._path(moments), Film(net, snapshots, moments.end), self._story, moments.end

        def recorded(note: str) -> NetworkRun:
            self._story = f"{story} It looked {events.looks} times at neurons that might reach the threshold."
            return self._recorded(net, seed, moments, events, rows, film, note)

        return Job(events, end, moments.unit, end / 1000, film, recorded)

    def _path(self, moments: Moments) -> Any:
        """Choose the path, and keep the reason."""
        layout = moments.layout
        spikes = [slab.n * GUESS * moments.end * moments.unit for slab in layout.slabs] + [len(times) for times in moments.inputs]
        work = sum(spikes[b.sender] * (60e-6 + 50e-9 * len(b.targets) / max(1, len(b.rows) - 1)) for b in layout.bundles)
        neurons = sum(slab.n for slab in layout.slabs)
        obstacle = None if _jit.enabled() else "Numba is not installed or is switched off"
        obstacle = obstacle or plastic_compiled.obstacle(layout)
        compiled = self._compiles(f"{neurons} neurons", work, obstacle, "path (Python and NumPy)")
        return CompiledEvents(moments) if compiled else PlainEvents(moments)

    def _recorded(
        self, net: Network, seed: int, moments: Moments, events: Any, places: dict[Any, list[Any]], film: Film, note: str
    ) -> NetworkRun:
        layout, done, unit = moments.layout, events.done, moments.unit
        sent = [events.spikes(sender) for sender in range(len(layout.slabs))]
        for times, source in zip(moments.inputs, layout.inputs, strict=True):
            kept = slice(0, np.searchsorted(times, done, side="right"))
            sent.append((times[kept], source.indices[kept]))
        trains = {}
        for group in net.groups:
            sender, (when, who) = layout.places[group][0], train(group, layout, sent)
            own = sender < len(layout.slabs)  # the times of an input are in s as they were drawn
            trains[group] = (when, who, unit) if own else (layout.senders[sender].times[: len(when)], who, 1.0)
        samples = int(done * unit / SAMPLE * (1 + 1e-12)) + 1
        t = multiples(samples, SAMPLE) / unit if places else np.zeros(0)
        voltages = {
            population: np.array([voltage(moments, sent, slab, position, t) for slab, position in rows]).reshape(len(rows), samples)
            for population, rows in places.items()
        }
        counts = MappingProxyType(counted(moments, sent, done))
        learned = dict(events.weights()), film.developed(unit)
        return NetworkRun(net, repr(self), seed, done * unit, trains, counts, samples, SAMPLE, voltages, *learned, note)
