"""What a session does to a path between two of its pieces: change the currents, weights and inputs, keep its state or put it back.

Each path stands still in a way of its own. The plain steps have ended a step, and all that follows reads the new values. The compiled
steps have already leapt to the next instant under the old current, so the last step is kept, and taken again under a new one. For
events see :mod:`~neurolib.engines.event_pause`.

A path also drops the spikes that nothing reads again: those whose arrivals and refractory times are all over, up to the cursors that
read them. Counts of what was done are differences between two times, so what is dropped between them changes none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import numpy as np

from .engine import expect_room
from .layout import Layout, Spikes, SynapseGroup, whole_steps, with_room
from .numpy_clocked import Train


class Pause:
    """A ``path`` that is run in pieces; the one that runs now goes from ``start`` to ``end``. It records the values ``places`` in ``V``."""

    SLACK = 1.0  # of the path's unit: spikes are kept for so much longer than the longest delay

    def __init__(self, path: Any) -> None:
        self.path, self.start = path, path.done
        self.end: Any = None
        self.places: list[tuple[int, int]] = []
        self.V = np.full((0, 1), np.nan)

    def watch(self, places: list[tuple[int, int]]) -> None:
        """Record the values at each (block, place in its state) from now on."""
        self.places, self.V = places, np.full((len(places), 1), np.nan)
        self._into()

    def begin(self, end: Any) -> None:
        """Begin a piece, with room for what it records: the value of now stays, and step k has column k, less whole widths."""
        n, now = end - self.done + 1, self._now()
        self.start, self.end, self.V = self.done, end, self._room(n)
        self.V[:, self.done % n] = now
        self._into()

    def _into(self) -> None:
        """Let the path record in ``V`` from now on."""
        self.path.watch(self.places, self.V)

    def _room(self, n: int) -> np.ndarray:
        """Return room for so many times, or refuse them."""
        expect_room(len(self.places) * n)
        return np.full((len(self.places), n), np.nan)

    def _now(self) -> np.ndarray:
        """Return what was recorded last."""
        return np.array(self.V[:, self.done % self.V.shape[1]])

    def recorded(self) -> np.ndarray:
        """Return what the piece recorded (values, times)."""
        found: np.ndarray = self.V[:, np.arange(self.start, self.done + 1) % self.V.shape[1]]
        return found

    def forget(self) -> None:
        """Drop the spikes that nothing reads again."""
        layout = self.layout
        late = [float(group.delay.max(initial=0)) for group in layout.groups] + [float(block.refractory) for block in layout.blocks]
        before = self.done - max(late, default=0.0) - self.SLACK
        for k, sender in enumerate(layout.senders):
            n = self._drop(k, before)
            if k >= len(layout.blocks):
                sender.times, sender.indices, sender.when = (part[n:].copy() for part in (sender.times, sender.indices, sender.when))

    def _drop(self, k: int, before: float) -> int:
        """Drop spikes of the sender ``k`` that came ``before`` a time and were read by all; return how many."""
        raise NotImplementedError

    @property
    def layout(self) -> Layout:
        """The layout of the path."""
        layout: Layout = self.path.layout
        return layout

    @property
    def done(self) -> Any:
        """The time that has passed, in units of the layout."""
        return self.path.done

    def excesses(self) -> Any:
        """Return of each block the first tick that was too long for a conductance."""
        return self.path.excesses()

    def voltages(self) -> list[np.ndarray]:
        """Return the voltages of each block, as they are kept."""
        return list(self.path.voltages())

    def twice(self, q: int) -> int | None:
        """Return how often a neuron of the block ``q`` fired in two steps running, or ``None`` where that is not counted."""
        counted: int | None = self.path.twice(q)
        return counted

    def spikes(self, sender: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the times and the indices of the spikes of a sender."""
        when, who = self.path.spikes(sender)
        return when, who

    def weights(self) -> Any:
        """Return each projection that learns, and its weights."""
        return self.path.weights()

    def advance(self, until: Any) -> None:
        """Let time pass."""
        self.path.advance(until)

    def moments(self, times: np.ndarray, replayed: bool) -> np.ndarray:
        """Return the times of a source, in s, in units of the layout."""
        return whole_steps(times, self.layout.unit)


# --- steps in NumPy ------------------------------------------------------------------------------------------------------------------


class PlainPause(Pause):
    """The plain steps: their blocks and deliveries hold the state."""

    BLOCK = (
        *("state", "drift", "released", "turned", "y", "I", "wait", "currents", "steps", "excess"),
        *("above", "waiting"),
    )
    DELIVERY = ("weight", "differ", "cursor", "ring")

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
        self.path.deliveries[b].learning.teach(self.done, fractions)

    def reinforce(self, b: int, reward: float) -> None:
        """Let the third factor of the group ``b`` be ``reward`` from now on."""
        self.path.deliveries[b].learning.reinforce(self.done, reward)

    def _drop(self, k: int, before: float) -> int:
        train, readers = self.path.trains[k], [delivery for delivery in self.path.deliveries if delivery.group.sender == k]
        block: Any = self.path.blocks[k] if k < len(self.path.blocks) else None
        releases = block is not None and hasattr(block, "released") and block.refractory > 0
        cursors = [reader.cursor for reader in readers] + ([block.released] if releases else [])
        m = min([bisect_left(train.steps, before), *cursors])
        n = sum(map(len, train.who[:m]))
        del train.steps[:m], train.who[:m]
        for reader in readers:
            reader.cursor -= m
        if releases:
            block.released -= m
        return n

    def kept(self) -> dict[str, Any]:
        """Return all that time changes, as it stands."""
        path = self.path
        return {
            "done": path.done,
            "now": self._now(),
            "trains": [(train.steps, train.who) for train in path.trains],
            "blocks": [some(block, self.BLOCK) for block in path.blocks],
            "deliveries": [some(delivery, self.DELIVERY) for delivery in path.deliveries],
            "learning": [delivery.learning.state() for delivery in path.learners],
        }

    def put_back(self, kept: dict[str, Any]) -> None:
        """Go back to what was kept."""
        path = self.path
        path.done, self.V = kept["done"], kept["now"][:, None]
        for train, (steps, who) in zip(path.trains, kept["trains"], strict=True):
            train.steps, train.who = steps, who
        for delivery, state in zip(path.learners, kept["learning"], strict=True):
            delivery.learning.restore(state)
        for owners, name in (path.blocks, "blocks"), (path.deliveries, "deliveries"):
            for owner, values in zip(owners, kept[name], strict=True):
                put(owner, values)


def some(owner: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Return these attributes of an object."""
    return {name: value for name, value in vars(owner).items() if name in names and not (name == "currents" and "state" in vars(owner))}


def put(owner: Any, values: dict[str, Any]) -> None:
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


def _cursors(k: int, s: Any) -> list[tuple[Any, Callable[[int], None]]]:
    """Return the cursors in the list of the sender ``k`` that stand in tables, each with what moves it back."""
    rows = [(row, "cursor") for row in rows_of(s.groups) if row.sender == k]
    rows += [(row, "released") for q, row in enumerate(rows_of(s.blocks)) if q == k and row.refractory > 0]
    if isinstance(getattr(s.plastic, "learners", None), np.ndarray):
        rows += [(row, "cursor") for row in rows_of(s.plastic.learners) if row.block == k]

    def back(row: Any, name: str) -> Callable[[int], None]:
        return lambda n: setattr(row, name, getattr(row, name) - n)

    return [(getattr(row, name), back(row, name)) for row, name in rows]


def rows_of(table: Any) -> Any:
    """Return the rows of a table such that their fields are attributes, compiled or not."""
    return [_Row(table, k) for k in range(len(table))] if isinstance(table, np.ndarray) else table


class TablePause(Pause):
    """A path whose tables ``s`` hold the state; weights stand in them divided by a scale of each group."""

    def feed(self, k: int, kept: int, when: np.ndarray, who: np.ndarray) -> None:
        """Let the sender ``k`` send these spikes after the first ``kept`` of its own."""
        self.path.s = self.path.s._replace(spikes=_continued(self.path.s.spikes, k, kept, when, who))

    def _drop(self, k: int, before: float) -> int:
        s = self.path.s
        first, count = s.spikes.start[k], s.spikes.count[k]
        readers = self._readers(k)
        n = min([int(np.searchsorted(s.spikes.when[first : first + count], before)), *(int(cursor) for cursor, _ in readers)])
        for part in s.spikes.when, s.spikes.who:
            part[first : first + count - n] = part[first + n : first + count]
        for spikes_count in self._counts():
            spikes_count[k] -= n
        for _, dropped in readers:
            dropped(n)
        return n

    def _counts(self) -> list[Any]:
        """Return the counts of all lists of spikes, wherever they are kept."""
        return [self.path.s.spikes.count]

    def _readers(self, k: int) -> list[tuple[Any, Callable[[int], None]]]:
        """Return the cursors in the list of the sender ``k``, each with what moves it back."""
        return _cursors(k, self.path.s)

    def _set_weights(self, b: int, scale: float) -> None:
        """Put the weights of the group ``b`` into the tables."""
        s, weights = self.path.s, self.layout.groups[b].weights / scale
        group = rows_of(s.groups)[b]
        if weights.ndim == 0:
            group.weight = float(weights)
            return
        if group.weight0 < 0:
            self._make_room(b)
        first = s.synapses.rows[group.row0] - group.weight0
        self.path.s.synapses.weights[first : first + len(weights)] = weights

    def _learning(self) -> Any:
        """Return what learns in the loop."""
        raise NotImplementedError

    def _make_room(self, b: int) -> None:
        """Give each synapse of the group ``b`` a weight of its own; those of all groups stand in their order."""
        s, parts, first = self.path.s, [np.zeros(0)], 0
        for k, (group, row) in enumerate(zip(self.layout.groups, rows_of(s.groups), strict=True)):
            if row.weight0 < 0 and k != b:
                continue
            start, n = s.synapses.rows[row.row0], len(group.targets)
            old = start - row.weight0
            parts.append(np.zeros(n) if row.weight0 < 0 else s.synapses.weights[old : old + n])
            row.weight0, first = start - first, first + n
            if row.learner >= 0:
                self._learning().place(row.learner, row.weight0)
        self.path.s = s._replace(synapses=s.synapses._replace(weights=np.concatenate(parts)))


class CompiledPause(TablePause):
    """The compiled steps: before the last of a piece their tables are kept, because it leaps to the next instant."""

    KEPT = ("frame", "flat", "blocks", "groups", "rings", "synapses", "spikes", "reached")
    LEAPT = ("frame", "flat", "blocks", "groups", "reached", "plastic")  # and the weights

    def __init__(self, path: Any) -> None:
        super().__init__(path)
        self.before: Any = None

    def _into(self) -> None:
        self.path.s = self.path.s._replace(recorded=np.array(self.places, dtype=np.int64).reshape(-1, 2), V=self.V)

    def _counts(self) -> list[Any]:
        return super()._counts() + ([self.before[2]] if self.before else [])

    def _readers(self, k: int) -> list[tuple[Any, Callable[[int], None]]]:
        before = _cursors(k, SimpleNamespace(**self.before[0])) if self.before else []
        return super()._readers(k) + before

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
        for ring in rows_of(now.rings):
            own = slice(ring.start, ring.start + ring.size * ring.length)
            flat[own] = now.flat[own]
        path.s = now._replace(flat=flat, blocks=path.s.blocks, reached=path.s.reached, spikes=path.s.spikes)

    def _under(self, s: Any, q: int) -> Any:
        """Return tables in which the block ``q`` is driven by its current."""
        constants, drift = self.path._constants(self.layout.blocks[q])
        row, n = rows_of(s.blocks)[q], self.layout.blocks[q].n
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
            ring = rows_of(s.rings)[rows_of(s.groups)[b].ring]
            table = s.flat[ring.start : ring.start + ring.size * ring.length].reshape(ring.length, ring.size)
            _correct(table, group, change, self.path.spikes(group.sender), self.done)

    def teach(self, b: int, fractions: np.ndarray) -> None:
        """Let the group ``b``, which learns, go on from these fractions of its largest weight."""
        s = self.path.s
        self.path.learners.teach(int(s.groups[b]["learner"]), float(self.done), fractions, s.spikes)

    def reinforce(self, b: int, reward: float) -> None:
        """Let the third factor of the group ``b`` be ``reward`` from now on."""
        s = self.path.s
        self.path.learners.reinforce(int(s.groups[b]["learner"]), float(self.done), reward, s.spikes)

    def _learning(self) -> Any:
        return self.path.learners

    def kept(self) -> dict[str, Any]:
        """Return all that time changes, as it stands."""
        s = self.path.s
        learned = self.path.learners.state() if self.path.learners else None
        kept = {"next": self.path.next, "before": self.before, "s": {name: getattr(s, name) for name in self.KEPT}}
        return {**kept, "now": self._now(), "learned": learned}

    def put_back(self, kept: dict[str, Any]) -> None:
        """Go back to what was kept."""
        path = self.path
        path.next, self.before, path.s = kept["next"], kept["before"], path.s._replace(**kept["s"])
        self.V = kept["now"][:, None]
        if path.learners:
            path.learners.restore(kept["learned"])
