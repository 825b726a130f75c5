"""The event-driven engine: a neuron is visited only when something happens to it, and leapt over exactly in between."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from .. import _jit
from ..network import Network
from ..recording import NetworkRun, multiples
from ..units import ms, show
from . import plastic_compiled
from .engine import BLOCK, Engine, Film, train, watched
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

    def run(
        self,
        net: Network,
        duration: float,
        seed: int = 0,
        record: Mapping[Any, Sequence[int]] | None = None,
        progress: Callable[[float, float], Any] | None = None,
        snapshots: int = 0,
    ) -> NetworkRun:
        """Run a network for ``duration`` seconds and return a :class:`~neurolib.recording.NetworkRun`.

        ``seed`` draws all that is random. ``record`` names neurons whose voltages are returned at every 0.1 ms, as in
        ``{population: [0, 3]}``; they are computed after the run. ``progress`` is called now and then with the seconds that
        have passed and ``duration``. At so many ``snapshots``, from the start to the end, the weights of all that learns are
        kept. An interrupt (Ctrl-C, or the stop button) ends the run early: what was recorded so far is returned with a note.

        Raises :class:`ParameterError` for values out of range, and for what has no closed form.
        """
        duration, seed = self._checked(net, duration, seed)
        moments = in_time(lay_out(net, seed, duration), duration)
        steps = int(duration / SAMPLE * (1 + 1e-12))
        rows = watched(net, record or {}, steps, moments.layout.places)
        events = self._path(moments)
        film = Film(net, snapshots, moments.end)
        note = self._pass(events, moments, progress, film)
        return self._recorded(net, seed, moments, events, rows, film, note)

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

    def _pass(self, events: Any, moments: Moments, progress: Callable[[float, float], Any] | None, film: Film) -> str:
        """Let all events happen in blocks of time, between which there is a look at the keyboard; return a note if it was cut short."""
        unit, end = moments.unit, moments.end
        block, note = end / 1000, ""
        film.look(events)
        try:
            while events.done < end:
                began = time.perf_counter()
                events.advance(film.until(min(end, events.done + block)))
                film.look(events)
                block *= min(2.0, BLOCK / (time.perf_counter() - began + 1e-9))
                if progress is not None:
                    progress(events.done * unit, end * unit)
        except KeyboardInterrupt:
            note = f"Interrupted: {show(events.done * unit, 's')} of {show(end * unit, 's')} were run, and are returned."
            warnings.warn(note, stacklevel=3)
        self._story += f" It looked {events.looks} times at neurons that might reach the threshold."
        return note

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
