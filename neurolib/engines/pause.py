"""What a session does to a path between two of its pieces: change the currents, weights and inputs, and keep its state or put it back.

Each path stands still in a way of its own. The plain steps have ended a step, and all that follows reads the new values. The compiled
steps have already leapt to the next instant under the old current, so the last step is kept, and taken again under a new one. The
events stand at the last of them; a new current moves the resting voltage, while V itself stays, and the neurons are checked anew.
"""

from __future__ import annotations

import math
from copy import deepcopy
from typing import Any

import numpy as np

from . import event_loop
from .event_loop import A
from .layout import Layout, Spikes, SynapseGroup, gap_of, snapped, whole_steps, with_room
from .numpy_clocked import Train


class Pause:
    """A ``path`` that is run in pieces; the one that runs now ends at ``end``."""

    def __init__(self, path: Any) -> None:
        self.path, self.end = path, None

    @property
    def layout(self) -> Layout:
        """The layout of the path."""
        layout: Layout = self.path.layout
        return layout

    @property
    def done(self) -> Any:
        """The time that has passed, in units of the layout."""
        return self.path.done

    def voltages(self) -> list[np.ndarray]:
        """Return the voltages of each block, as they are kept."""
        return list(self.path.voltages())

    def advance(self, until: Any) -> None:
        """Let time pass."""
        self.path.advance(until)

    def moments(self, times: np.ndarray, replayed: bool) -> np.ndarray:
        """Return the times of a source, in s, in units of the layout."""
        return whole_steps(times, self.layout.unit)


# --- steps in NumPy ------------------------------------------------------------------------------------------------------------------


class PlainPause(Pause):
    """The plain steps: their blocks and deliveries hold the state."""

    BLOCK = ("state", "drift", "released", "turned", "y", "I", "wait", "currents")
    DELIVERY = ("weight", "differ", "cursor", "ring")
    LEARNING = ("u", "r1", "r2", "o1", "o2", "base", "now", "arrivals", "fired", "e", "reached", "reward", "since", "x", "use", "visit")

    def feed(self, k: int, kept: int, when: np.ndarray, who: np.ndarray) -> None:
        """Let the sender ``k`` send these spikes after the first ``kept`` of its own."""
        steps, members = self.path.spikes(k)
        train, new = self.path.trains[k], Train.of(np.concatenate([steps[:kept], when]), np.concatenate([members[:kept], who]))
        train.steps, train.who = new.steps, new.who

    def drive(self, q: int) -> None:
        """Let the current of the block ``q`` act from now on."""
        self.path.blocks[q].drive(self.layout.blocks[q].I)

    def weigh(self, b: int, change: np.ndarray) -> None:
        """Let the weights of the group ``b``, which differ by ``change`` from those before, act from now on."""
        group, delivery = self.layout.groups[b], self.path.deliveries[b]
        delivery.weight, delivery.differ = group.weights, group.weights.ndim > 0
        if delivery.ring is not None:
            _correct(delivery.ring, group, change, self.path.spikes(group.sender), self.done)

    def teach(self, b: int, fractions: np.ndarray) -> None:
        """Let the group ``b``, which learns, go on from these fractions of its largest weight."""
        self.path.deliveries[b].learning.u[:] = fractions

    def reinforce(self, b: int, reward: float | None) -> None:
        """Let the third factor of the group ``b`` be ``reward`` from now on."""
        self.path.deliveries[b].learning.reinforce(self.done, reward)

    def kept(self) -> dict[str, Any]:
        """Return all that time changes, as it stands."""
        path = self.path
        return {
            "done": path.done,
            "trains": [(train.steps, train.who) for train in path.trains],
            "blocks": [_some(block, self.BLOCK) for block in path.blocks],
            "deliveries": [_some(delivery, self.DELIVERY) for delivery in path.deliveries],
            "learning": [_some(delivery.learning, self.LEARNING) for delivery in path.learners],
        }

    def put_back(self, kept: dict[str, Any]) -> None:
        """Go back to what was kept."""
        path = self.path
        path.done = kept["done"]
        for train, (steps, who) in zip(path.trains, kept["trains"], strict=True):
            train.steps, train.who = steps, who
        learning = [delivery.learning for delivery in path.learners]
        for owners, name in (path.blocks, "blocks"), (path.deliveries, "deliveries"), (learning, "learning"):
            for owner, values in zip(owners, kept[name], strict=True):
                _put(owner, values)


def _some(owner: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in vars(owner).items() if name in names and not (name == "currents" and "state" in vars(owner))}


def _put(owner: Any, values: dict[str, Any]) -> None:
    """Set the attributes of an object; those that have views in place."""
    for name, value in values.items():
        if name in ("state", "y", "currents"):
            getattr(owner, name)[...] = value
        else:
            setattr(owner, name, value)


def _correct(ring: np.ndarray, group: SynapseGroup, change: np.ndarray, train: tuple[np.ndarray, np.ndarray], done: int) -> None:
    """Add a ``change`` of weights to what a ring (steps, targets) holds of the spikes that are on their way."""
    change = np.broadcast_to(change, len(group.targets))
    low, high = np.searchsorted(train[0], (done - len(ring), done), side="left")
    for when, who in zip(train[0][low:high].tolist(), train[1][low:high].tolist(), strict=True):
        row = slice(group.rows[who], group.rows[who + 1])
        due = when + group.delay[row]
        late = due > done
        np.add.at(ring, (due[late] % len(ring), group.targets[row][late].astype(np.intp)), change[row][late])


# --- tables, which compiled loops read -----------------------------------------------------------------------------------------------


def _continued(spikes: Spikes, k: int, kept: int, when: np.ndarray, who: np.ndarray) -> Spikes:
    """Return spike lists in which the sender ``k`` goes on so after the first ``kept`` of its spikes."""
    size = kept + len(when)
    spikes.count[k] = kept
    if size > spikes.room[k]:
        room, lists = np.array(spikes.room), isinstance(spikes.when, list)
        room[k] = 2 * size
        spikes = with_room(spikes, room)
        spikes = Spikes(*(np.asarray(part).tolist() for part in spikes)) if lists else spikes
    first = spikes.start[k] + kept
    for part, new in (spikes.when, when), (spikes.who, who):
        part[first : first + len(new)] = new.tolist() if isinstance(part, list) else new
    spikes.count[k] = size
    return spikes


class _Row:
    """A row of a table that compiled loops read: its fields are attributes, as those of a plain record are."""

    def __init__(self, table: np.ndarray, k: int) -> None:
        self.__dict__.update(table=table, k=k)

    def __getattr__(self, name: str) -> Any:
        return self.__dict__["table"][name][self.__dict__["k"]]

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__["table"][name][self.__dict__["k"]] = value


def _records(table: Any) -> Any:
    """Return the rows of a table such that their fields are attributes, compiled or not."""
    return [_Row(table, k) for k in range(len(table))] if isinstance(table, np.ndarray) else table


class TablePause(Pause):
    """A path whose tables ``s`` hold the state; weights stand in them divided by a scale of each group."""

    def feed(self, k: int, kept: int, when: np.ndarray, who: np.ndarray) -> None:
        """Let the sender ``k`` send these spikes after the first ``kept`` of its own."""
        self.path.s = self.path.s._replace(spikes=_continued(self.path.s.spikes, k, kept, when, who))

    def _set_weights(self, b: int, scale: float) -> None:
        """Put the weights of the group ``b`` into the tables."""
        s, weights = self.path.s, self.layout.groups[b].weights / scale
        group = _records(s.groups)[b]
        if weights.ndim == 0:
            group.weight = float(weights)
            return
        if group.weight0 < 0:
            self._make_room(b)
        first = s.synapses.rows[group.row0] - group.weight0
        self.path.s.synapses.weights[first : first + len(weights)] = weights

    def _make_room(self, b: int) -> None:
        """Give each synapse of the group ``b`` a weight of its own; those of all groups stand in their order."""
        s, parts, first = self.path.s, [np.zeros(0)], 0
        learners = _records(s.plastic.learners) if hasattr(s.plastic, "learners") else None
        for k, (group, row) in enumerate(zip(self.layout.groups, _records(s.groups), strict=True)):
            if row.weight0 < 0 and k != b:
                continue
            start, n = s.synapses.rows[row.row0], len(group.targets)
            old = start - row.weight0
            parts.append(np.zeros(n) if row.weight0 < 0 else s.synapses.weights[old : old + n])
            row.weight0, first = start - first, first + n
            if row.learner >= 0 and learners is not None:
                learners[row.learner].weight0 = row.weight0
            elif row.learner >= 0:
                s.plastic.places[row.learner]["weight0"] = row.weight0
        self.path.s = s._replace(synapses=s.synapses._replace(weights=np.concatenate(parts)))


class CompiledPause(TablePause):
    """The compiled steps: before the last of a piece their tables are kept, because it leaps to the next instant."""

    KEPT = ("frame", "flat", "blocks", "groups", "rings", "synapses", "spikes", "reached", "plastic")
    LEAPT = ("frame", "flat", "blocks", "groups", "reached", "plastic")  # and the weights

    def __init__(self, path: Any) -> None:
        super().__init__(path)
        self.before: Any = None

    def advance(self, until: int) -> None:
        """Let time pass."""
        if until == self.end:
            self.path.advance(until - 1)
            s = self.path.s
            self.before = deepcopy([{name: getattr(s, name) for name in self.LEAPT}, s.synapses.weights, s.spikes.count])
        self.path.advance(until)

    def drive(self, q: int) -> None:
        """Let the current of the block ``q`` act from now on: take the last step again, as far as the neurons are concerned."""
        path, now = self.path, self.path.s
        if self.before is None:
            path.s = self._under(now, q)
            return
        tables, weights, count = self.before
        tables["flat"] = self._under(now._replace(**tables), q).flat
        then, weights, count = deepcopy(self.before)
        count[len(self.layout.blocks) :] = now.spikes.count[len(self.layout.blocks) :]
        spikes, synapses = now.spikes._replace(count=count), now.synapses._replace(weights=weights)
        path.s, path.next = now._replace(**then, spikes=spikes, synapses=synapses), path.next - 1
        path.advance(path.next)
        flat = path.s.flat
        for ring in _records(now.rings):
            own = slice(ring.start, ring.start + ring.size * ring.length)
            flat[own] = now.flat[own]
        path.s = now._replace(flat=flat, blocks=path.s.blocks, reached=path.s.reached, spikes=path.s.spikes)

    def _under(self, s: Any, q: int) -> Any:
        """Return tables in which the block ``q`` is driven by its current."""
        constants, drift = self.path._constants(self.layout.blocks[q])
        row, n = _records(s.blocks)[q], self.layout.blocks[q].n
        if drift.ndim == 0 and row.drift0 < 0:
            row.drift = constants["drift"]
            return s
        drift = np.broadcast_to(drift, n)
        if row.drift0 < 0:
            row.drift, row.drift0 = 0.0, len(s.flat)
            return s._replace(flat=np.concatenate([s.flat, drift]))
        s.flat[row.drift0 : row.drift0 + n] = drift
        return s

    def weigh(self, b: int, change: np.ndarray) -> None:
        """Let the weights of the group ``b``, which differ by ``change`` from those before, act from now on."""
        self._set_weights(b, 1.0)
        group, s = self.layout.groups[b], self.path.s
        if group.delay.ndim:
            ring = _records(s.rings)[_records(s.groups)[b].ring]
            table = s.flat[ring.start : ring.start + ring.size * ring.length].reshape(ring.length, ring.size)
            _correct(table, group, change, self.path.spikes(group.sender), self.done)

    def teach(self, b: int, fractions: np.ndarray) -> None:
        """Let the group ``b``, which learns, go on from these fractions of its largest weight."""
        s = self.path.s
        self.path.learners.teach(int(s.groups[b]["learner"]), fractions, s.spikes, s.synapses)

    def reinforce(self, b: int, reward: float | None) -> None:
        """Let the third factor of the group ``b`` be ``reward`` from now on."""
        s = self.path.s
        self.path.learners.reinforce(int(s.groups[b]["learner"]), float(self.done), reward, s.spikes, s.synapses)

    def kept(self) -> dict[str, Any]:
        """Return all that time changes, as it stands."""
        s = self.path.s
        return {"next": self.path.next, "before": self.before, "s": {name: getattr(s, name) for name in self.KEPT}}

    def put_back(self, kept: dict[str, Any]) -> None:
        """Go back to what was kept."""
        path = self.path
        path.next, self.before, path.s = kept["next"], kept["before"], path.s._replace(**kept["s"])
        if path.learners:
            path.learners.state = path.s.plastic


# --- events --------------------------------------------------------------------------------------------------------------------------


class EventPause(TablePause):
    """The events, compiled or not; all up to the end of a piece are processed."""

    @property
    def tables(self) -> Any:
        """The tables, with rows whose fields are attributes."""
        s = self.path.s
        return s._replace(**{name: _records(getattr(s, name)) for name in ("clock", "blocks", "groups", "receptors")})

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
                event_loop.factors_at(block.next_release - clock.start, q, s)
                up, x = block.up, event_loop.next_released(q, s)
                s.neurons[x, A] = (block.reset + event_loop.own_gap(x, block, s)) * up

    def _check_soon(self, own: slice) -> None:
        """Let these neurons be checked as soon as time goes on."""
        s = self.tables
        s.clock[0].now = self.done
        for x in range(own.start, own.stop):
            event_loop.activate(x, s.active)

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
        self.path.plastic.teach(int(s.groups[b].learner), fractions, s.spikes, s.synapses)

    def reinforce(self, b: int, reward: float | None) -> None:
        """Let the third factor of the group ``b`` be ``reward`` from now on."""
        s = self.tables
        self.path.plastic.reinforce(int(s.groups[b].learner), self.done, reward, s.spikes, s.synapses)

    def kept(self) -> dict[str, Any]:
        """Return all that time changes, as it stands."""
        path, s = self.path, self.path.s._asdict()
        del s["flat"]  # a view
        if path.plastic and not path.compiled:
            learning = [_some(learning, PlainPause.LEARNING) for learning in path.plastic.learning]
            s["plastic"] = {"cursors": path.plastic.cursors, "places": path.plastic.places, "learning": learning}
        return {"done": path.done, "quiescent": path.quiescent, "s": s}

    def put_back(self, kept: dict[str, Any]) -> None:
        """Go back to what was kept."""
        path, tables = self.path, dict(kept["s"])
        if kept["quiescent"] != path.quiescent:
            new = type(path)(self.layout, path.compiled, kept["quiescent"])
            path.s, path.run, path.quiescent = new.s._replace(plastic=path.s.plastic), new.run, new.quiescent
        path.done = kept["done"]
        path.s.neurons[...] = tables.pop("neurons")
        if path.plastic and not path.compiled:
            plastic = tables.pop("plastic")
            path.plastic.cursors, path.plastic.places = plastic["cursors"], plastic["places"]
            for learning, values in zip(path.plastic.learning, plastic["learning"], strict=True):
                _put(learning, values)
        path.s = path.s._replace(**tables)
        if path.plastic and path.compiled:
            path.plastic.state = path.s.plastic
