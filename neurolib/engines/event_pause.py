"""What a session does to the event-driven engine between two pieces of a run, and what it does to a run whose currents change.

The events stand at the last of them. A new current moves the resting voltage, while V itself stays, and the neurons are checked anew; so
a current that changes in time is a run in pieces. Voltages are read where the events stand at each sample.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..recording import multiples
from ..units import ms
from . import event_loop
from .event_loop import A
from .layout import MASKED, gap_of, snapped
from .pause import TablePause, rows_of

SAMPLE = 0.1 * ms  # between two recorded voltages


class EventPause(TablePause):
    """The events, compiled or not; all up to the end of a piece are processed."""

    SLACK = 1e-6

    def __init__(self, path: Any) -> None:
        super().__init__(path)
        self.due, self.taken = np.empty(0), 0
        times = [population.drive.times for block in self.layout.blocks for population, _ in block.driven]  # type: ignore[union-attr]
        self.changes = np.unique(snapped(np.concatenate([np.empty(0), *times]), self.layout.unit))

    def watch(self, places: list[tuple[int, int]]) -> None:
        """Record the value at each (block, place in its state) from now on."""
        self.places = places

    def begin(self, end: float) -> None:
        """Begin a piece, with room for what it records."""
        unit, self.start, self.end, self.taken = self.layout.unit, self.done, end, 0
        samples = int((end - self.start) * unit / SAMPLE * (1 + 1e-12)) + 1 if self.places else 0
        self.due = np.minimum(snapped(self.start * unit + multiples(samples, SAMPLE), unit), end)
        self.V = self._room(samples)
        if self.places:
            self.advance(self.done)

    def advance(self, until: float) -> None:
        """Let time pass, change the currents that do, and read the voltages that are due."""
        for at in self.changes[np.searchsorted(self.changes, self.done, "right") : np.searchsorted(self.changes, until, "right")].tolist():
            self._go_on(at)
            for q, block in enumerate(self.layout.blocks):
                old, block.I = block.I, np.array(block.I)
                for population, start in block.driven:
                    block.I[start : start + population.n] = population.drive.at(at * self.layout.unit * (1 + 1e-14))  # type: ignore[union-attr]
                if not np.array_equal(old, block.I):
                    self.drive(q)
        self._go_on(until)

    def _go_on(self, until: float) -> None:
        while self.taken < len(self.due) and self.due[self.taken] <= until:
            self.path.advance(float(self.due[self.taken]))
            self.V[:, self.taken] = [self._voltage(q, x) for q, x in self.places]
            self.taken += 1
        self.path.advance(until)

    def recorded(self) -> np.ndarray:
        """Return what the piece recorded (values, times)."""
        return self.V[:, : self.taken]

    def _voltage(self, q: int, place: int) -> float:
        """Return V of a neuron now, without touching the state; behind the voltages of the block, a synaptic current."""
        s, now = self.tables, self.done
        neuron: Any = self.layout.blocks[q].neuron
        receptor_seen, x = divmod(place, self.layout.blocks[q].n)
        block, clock, i = s.blocks[q], s.clock[0], s.blocks[q].first + x
        if receptor_seen:
            event_loop.factors_at(now - clock.start, q, s)
            k = receptor_seen - 1
            return float(s.neurons[i, event_loop.X0 + k] * s.receptors[block.receptor0 + k].h * neuron.g_L)
        gap = event_loop.own_gap(i, block, s)
        if s.neurons[i, A] == MASKED:
            first, count = s.spikes.start[q], s.spikes.count[q]
            for h in range(first + block.released, first + count) if self.path.quiescent else ():  # its end may not be processed yet
                over = now - s.spikes.when[h] - block.refractory
                if s.spikes.who[h] == x and over > 0:
                    return float(neuron.V_T - gap + (block.reset + gap) * math.exp(-over / block.tau))
            return float(neuron.V_R)
        event_loop.factors_at(now - clock.start, q, s)
        y = s.neurons[i, A] * block.down - gap
        for c in range(block.receptors):
            y += s.neurons[i, event_loop.X0 + c] * s.receptors[block.receptor0 + c].b
        return float(neuron.V_T + y)

    def _readers(self, k: int) -> list[tuple[Any, Callable[[int], None]]]:
        found, plastic = super()._readers(k), self.path.plastic
        if plastic and not self.path.compiled:

            def back(p: int) -> Callable[[int], None]:
                return lambda n: plastic.read.__setitem__(p, plastic.read[p] - n)

            found += [(plastic.read[p], back(p)) for p, group in enumerate(plastic.groups) if group.block == k]
        return found

    @property
    def checks(self) -> int:
        """How often a neuron was checked."""
        return int(self.path.checks)

    def spikes(self, sender: int) -> Any:
        """Return the times and the indices of all spikes of a block."""
        return self.path.spikes(sender)

    @property
    def tables(self) -> Any:
        """The tables, with rows whose fields are attributes."""
        s = self.path.s
        return s._replace(**{name: rows_of(getattr(s, name)) for name in ("clock", "blocks", "groups", "receptors")})

    def voltages(self) -> list[np.ndarray]:
        """Return nothing: the closed form leaves no bounds."""
        return []

    def moments(self, times: np.ndarray, replayed: bool) -> np.ndarray:
        """Return the times of a source, in s, in units of the layout."""
        return snapped(times, self.layout.unit) if replayed else times / self.layout.unit

    def feed(self, k: int, kept: int, when: np.ndarray, who: np.ndarray) -> None:
        """Let the sender ``k`` send these spikes after the first ``kept`` of its own."""
        super().feed(k, kept, when, who)
        s = self.tables
        for group in s.groups:
            if group.sender == k:
                more = group.cursor < s.spikes.count[k]
                group.next_arrival = s.spikes.when[s.spikes.start[k] + group.cursor] + group.delay if more else math.inf

    def drive(self, q: int) -> None:
        """Let the current of the block ``q`` act from now on: V stays where it is, and the neurons are checked anew."""
        self._settle()
        s, now, new = self.tables, self.done, gap_of(self.layout.blocks[q])
        block, clock = s.blocks[q], s.clock[0]
        own = slice(block.first, block.first + block.size)
        old = block.gap if block.gap0 < 0 else s.gaps[block.gap0 : block.gap0 + block.size]
        s.neurons[own, A] += (new - old) * math.exp((now - clock.start) / block.tau)
        if self.path.quiescent and new.min() < 0:
            self._wake()
            return
        if new.ndim == 0 and block.gap0 < 0:
            block.gap = float(new)
        elif block.gap0 < 0:
            block.gap0 = len(s.gaps)
            self.path.s = self.path.s._replace(gaps=np.concatenate([s.gaps, new]))
        else:
            s.gaps[block.gap0 : block.gap0 + block.size] = new
        if not self.path.quiescent:
            self._check_soon(own)

    def _settle(self) -> None:
        """Bring the frame up to now where it is over, and in a quiescent network release whose refractory time is over."""
        s, now = self.tables, self.done
        clock = s.clock[0]
        if now - clock.start > clock.longest:
            event_loop.rebase(now, s)
        for q, block in enumerate(s.blocks if self.path.quiescent else ()):
            while block.next_release <= now:
                up = math.exp((block.next_release - clock.start) / block.tau)
                x = event_loop.next_released(q, s)
                s.neurons[x, A] = (block.reset + event_loop.own_gap(x, block, s)) * up

    def _check_soon(self, own: slice) -> None:
        """Let these neurons be checked as soon as time goes on."""
        s, active = self.tables, self.path.s.active
        s.clock[0].now = self.done
        if isinstance(active.who, list):
            for x in range(own.start, own.stop):
                event_loop.activate(x, active)
            return
        new = own.start + np.flatnonzero(active.listed[own] == 0)
        active.who[active.count[0] : active.count[0] + len(new)], active.listed[new] = new, 1
        active.count[0] += len(new)

    def _wake(self) -> None:
        """Go on with the loop for networks that are not quiescent, in which currents alone may lead to a crossing."""
        path, old = self.path, self.tables
        new = type(path)(self.layout, path.compiled, quiescent=False)
        path.s = new.s._replace(
            groups=path.s.groups,
            synapses=old.synapses,
            spikes=old.spikes,
            in_flight=old.in_flight,
            flights=old.flights,
            plastic=old.plastic,
        )
        path.quiescent, path.run = False, new.run
        s = self.tables
        s.neurons[:, A] = old.neurons[:, A]
        for block, before in zip(s.blocks, old.blocks, strict=True):
            block.released, block.next_release = before.released, before.next_release
        clock, before = s.clock[0], old.clock[0]
        clock.start, clock.checks = before.start, before.checks
        clock.bucket = float(math.floor(self.done / clock.width))
        clock.end = (clock.bucket + 1.0) * clock.width
        if clock.end <= self.done:
            clock.bucket, clock.end = clock.bucket + 1.0, clock.end + clock.width
        for table in s.calendar.bucket, s.calendar.at:
            table[:] = [-1] * len(table)
        self._check_soon(slice(0, len(s.neurons)))

    def weigh(self, b: int, change: np.ndarray) -> None:
        """Let the weights of the group ``b`` act from now on: a spike delivers the one that it finds on arrival."""
        self._set_weights(b, self.path.scales[b])

    def teach(self, b: int, fractions: np.ndarray) -> None:
        """Let the group ``b``, which learns, go on from these fractions of its largest weight."""
        s = self.tables
        self.path.plastic.teach(int(s.groups[b].learner), self.done, fractions, s.spikes)

    def reinforce(self, b: int, reward: float) -> None:
        """Let the third factor of the group ``b`` be ``reward`` from now on."""
        s = self.tables
        self.path.plastic.reinforce(int(s.groups[b].learner), self.done, reward, s.spikes)

    def _learning(self) -> Any:
        return self.path.plastic

    def kept(self) -> dict[str, Any]:
        """Return all that time changes, as it stands."""
        path, s = self.path, self.path.s._asdict()
        del s["flat"]  # a view
        s["plastic"] = path.plastic.state() if path.plastic else None
        return {"done": path.done, "quiescent": path.quiescent, "s": s}

    def put_back(self, kept: dict[str, Any]) -> None:
        """Go back to what was kept."""
        path, tables = self.path, dict(kept["s"])
        if kept["quiescent"] != path.quiescent:
            new = type(path)(self.layout, path.compiled, kept["quiescent"])
            path.s, path.run, path.quiescent = new.s._replace(plastic=path.s.plastic), new.run, new.quiescent
        path.done = kept["done"]
        path.s.neurons[...] = tables.pop("neurons")
        plastic = tables.pop("plastic")
        if path.plastic:
            path.plastic.restore(plastic)
        path.s = path.s._replace(**tables)
