"""A simulation: the state of a network as time passes, on one path of an engine; what an engine and
a session ask of it.

An engine makes one of a layout: ``Events``, ``CompiledSteps`` or ``PlainSteps``. It calls
:meth:`Simulation.advance`, and reads spikes, weights and recorded values at the end. ``NestSteps``
has the methods of a run alone, because NEST keeps its state.

Each path keeps its state in a form of its own, and is its only owner: it stores and restores it
itself, and changes it where a session asks for other currents, weights and inputs. All of them
record values at given ``places``. Whatever reads a list of spikes counts those that it has read:
that is its cursor. All of them forget the spikes that nothing reads again: those whose arrivals and
refractory times are all over, and which are behind all cursors. Counts of what was done are
differences between two times, so what is forgotten between them changes none.

:class:`RecordedPath` is what all paths share, and :class:`PathOverTables` what those share whose
spikes and synapses stand in tables.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

import numpy as np

from ..model import ParameterError
from .layout import Layout, Spikes, SynapseGroup, whole_steps, with_room

# In units of the layout: a whole number of steps, or a float in continuous time.
Time: TypeAlias = Any
# A block, and an index into its state laid flat; the currents of its synapses stand behind the
# state.
Place: TypeAlias = tuple[int, int]
# Projections that learn, and their weights.
Weights: TypeAlias = list[tuple[Any, np.ndarray]]

# Of recorded values, or of weights.
MOST_VALUES = 2e8


class Simulation(Protocol):
    """A network in which time passes; times are in units of its ``layout``, and ``done`` has
    passed.
    """

    layout: Layout
    path: str  # "plain", "compiled" or "NEST"
    places: list[Place]

    @property
    def done(self) -> Time:
        """The time that has passed."""

    # --- a run ---

    def advance(self, until: Time) -> None:
        """Let time pass up to ``until``."""

    def spikes(self, sender: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the times and the indices of the spikes of a block, or of a source after the
        blocks.
        """

    def weights(self) -> Weights:
        """Return each projection that learns or lies on a crossbar, and its weights."""

    def voltages(self) -> list[np.ndarray]:
        """Return the voltages of each block, as they are kept; nothing where they stay within
        bounds in any case.
        """

    def excesses(self) -> list[tuple[int, int, float]]:
        """Return of each block the first tick (-1 for none) that was too long for a conductance,
        under which V would overshoot its end value, the neuron, and the conductance.
        """

    def adjacent_spikes(self, q: int) -> int | None:
        """Return how often a neuron of the block ``q`` fired in two steps running, or ``None``
        where that is not counted; ``clocked.adjacent_spikes`` asks for it.
        """

    # --- pieces of a run ---

    def record_at(self, places: list[Place]) -> None:
        """Record the values at these places from now on."""

    def begin(self, end: Time) -> None:
        """Begin a piece, with room for what it records."""

    def recorded(self) -> np.ndarray:
        """Return what the piece recorded (values, times)."""

    def forget(self) -> None:
        """Forget the spikes that nothing reads again."""

    # --- what a session changes between two pieces ---

    def moments(self, times: np.ndarray, replayed: bool) -> np.ndarray:
        """Return the times of a source, in s, in units of the layout."""

    def feed(self, k: int, remaining: int, when: np.ndarray, who: np.ndarray) -> None:
        """Let the sender ``k`` send these spikes after the first ``remaining`` of its own."""

    def set_current(self, q: int) -> None:
        """Let the current of the block ``q`` of the layout act from now on."""

    def weigh(self, b: int, change: np.ndarray) -> None:
        """Let the weights of the group ``b`` of the layout, which differ by ``change`` from those
        before, act from now on.
        """

    def teach(self, b: int, fractions: np.ndarray) -> None:
        """Let the group ``b``, which learns, go on from these fractions of its largest weight."""

    def reinforce(self, b: int, reward: float) -> None:
        """Let the third factor of the group ``b`` be ``reward`` from now on."""

    # --- state ---

    def state(self) -> Any:
        """Return all that time changes; the caller copies it."""

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`state` returned, in this process or another."""


def expect_room(values: float) -> None:
    """Refuse to record more values than memory can be expected to hold."""
    if values > MOST_VALUES:
        raise ParameterError(
            f"record asks for {values:.2g} values; expected at most {MOST_VALUES:.0e}; "
            "watch fewer neurons."
        )


class RecordedPath:
    """A path whose pieces are recorded: the one that runs now goes from ``start`` to ``end``.

    Of what is recorded, ``values`` has a row for each place. On the clocked paths step k stands in
    column k modulo their number; ``Events`` has a column for each sample, and methods of its own.
    """

    margin = 1.0  # of the layout's unit: spikes are kept for so much longer than the longest delay
    layout: Layout
    done: Time  # the time that has passed

    def __init__(self, layout: Layout, places: list[Place], values: np.ndarray) -> None:
        self.layout, self.places, self.values = layout, places, values
        self.start: Time = 0
        self.end: Time = None  # of the piece; ``None`` where all is one piece

    def record_at(self, places: list[Place]) -> None:
        """Record the values at these places from now on."""
        self._record_into(places, np.full((len(places), 1), np.nan))

    def begin(self, end: Time) -> None:
        """Begin a piece, with room for what it records; the value of now is its first."""
        n, now = end - self.done + 1, self._now()
        values = self._room(n)
        values[:, self.done % n] = now
        self.start, self.end = self.done, end
        self._record_into(self.places, values)

    def _record_into(self, places: list[Place], values: np.ndarray) -> None:
        """Record the values at these places in ``values`` from now on."""
        raise NotImplementedError

    def _room(self, n: int) -> np.ndarray:
        """Return room for so many times, or refuse them."""
        expect_room(len(self.places) * n)
        return np.full((len(self.places), n), np.nan)

    def _now(self) -> np.ndarray:
        """Return what was recorded last."""
        return np.array(self.values[:, self.done % self.values.shape[1]])

    def recorded(self) -> np.ndarray:
        """Return what the piece recorded (values, times)."""
        if self.end is None:  # all in one piece, for which there is room
            return self.values[:, : self.done + 1]
        found: np.ndarray = self.values[
            :, np.arange(self.start, self.done + 1) % self.values.shape[1]
        ]
        return found

    def moments(self, times: np.ndarray, replayed: bool) -> np.ndarray:
        """Return the times of a source, in s, in units of the layout."""
        return whole_steps(times, self.layout.unit)

    def forget(self) -> None:
        """Forget the spikes that nothing reads again."""
        layout = self.layout
        waits = [float(group.delay.max(initial=0)) for group in layout.groups]
        waits += [float(np.max(block.refractory)) for block in layout.blocks]
        before = self.done - max(waits, default=0.0) - self.margin
        for k in range(len(layout.senders)):
            n = self._forget_first(k, before)
            if k >= len(layout.blocks):
                layout.senders[k].forget_first(n)

    def _forget_first(self, k: int, before: float) -> int:
        """Forget spikes of the sender ``k`` that came ``before`` a time and were read by all;
        return how many.
        """
        raise NotImplementedError


def correct_ring(
    ring: np.ndarray,
    group: SynapseGroup,
    change: np.ndarray,
    train: tuple[np.ndarray, np.ndarray],
    done: int,
) -> None:
    """Add a ``change`` of weights to a ring (steps, targets), in which the clocked engine adds up
    what synapses of different delays will deliver, for the spikes that are on their way.
    """
    change = np.broadcast_to(change, len(group.targets))
    low, high = np.searchsorted(train[0], (done - len(ring), done), side="left")
    for when, who in zip(train[0][low:high].tolist(), train[1][low:high].tolist(), strict=True):
        row = slice(group.rows[who], group.rows[who + 1])
        due = when + group.delay[row]
        to_come = due > done
        np.add.at(
            ring,
            (due[to_come] % len(ring), group.targets[row][to_come].astype(np.intp)),
            change[row][to_come],
        )


class RowView:
    """A row of a table that compiled loops read: its fields are attributes, as those of a plain
    record are.
    """

    def __init__(self, table: np.ndarray, k: int) -> None:
        self.__dict__.update(table=table, k=k)

    def __getattr__(self, name: str) -> Any:
        return self.__dict__["table"][name][self.__dict__["k"]]

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__["table"][name][self.__dict__["k"]] = value


def row_views(table: Any) -> Any:
    """Return the rows of a table such that their fields are attributes, compiled or not."""
    return (
        [RowView(table, k) for k in range(len(table))] if isinstance(table, np.ndarray) else table
    )


class PathOverTables(RecordedPath):
    """A path whose tables hold spikes and synapses, which cursors read."""

    s: Any  # the tables: ``EventTables`` or ``StepTables``
    scales: list[float]  # by which the weights of each group are divided in the tables
    learning: Any  # ``learning.learning.Learning`` of the groups that learn, or None

    def feed(self, k: int, remaining: int, when: np.ndarray, who: np.ndarray) -> None:
        """Let the sender ``k`` send these spikes after the first ``remaining`` of its own."""
        self.s = self.s._replace(spikes=_continued(self.s.spikes, k, remaining, when, who))

    def teach(self, b: int, fractions: np.ndarray) -> None:
        """Let the group ``b``, which learns, go on from these fractions of its largest weight."""
        self.learning.teach(self._learner_number(b), float(self.done), fractions, self.s.spikes)

    def reinforce(self, b: int, reward: float) -> None:
        """Let the third factor of the group ``b`` be ``reward`` from now on."""
        self.learning.reinforce(self._learner_number(b), float(self.done), reward, self.s.spikes)

    def weights(self) -> Weights:
        """Return each projection that learns, and its weights."""
        return (
            self.learning.weights(self.s.spikes, self.s.synapses, float(self.done))
            if self.learning
            else []
        )

    def _learner_number(self, b: int) -> int:
        """Return which of the groups that learn the group ``b`` is."""
        return int(row_views(self.s.groups)[b].learner_number)

    def _forget_first(self, k: int, before: float) -> int:
        spikes = self.s.spikes
        first, count = spikes.start[k], spikes.count[k]
        came = int(np.searchsorted(spikes.when[first : first + count], before))
        n = min([came, *(int(cursor) for cursor in self._cursors(k))])
        for part in spikes.when, spikes.who:
            part[first : first + count - n] = part[first + n : first + count]
        spikes.count[k] -= n
        self._count_cursors_from(k, n)
        return n

    def _cursors(self, k: int) -> list[int]:
        """Return how many spikes of the sender ``k`` each of those has read that read its list."""
        cursors = [row.cursor for row in row_views(self.s.groups) if row.sender == k]
        # ``released`` is the cursor of the block in its own list: it finds whose refractory time is
        # over
        cursors += [
            row.released
            for q, row in enumerate(row_views(self.s.blocks))
            if q == k and row.refractory > 0
        ]
        return cursors + (self.learning.cursors(k) if self.learning else [])

    def _count_cursors_from(self, k: int, n: int) -> None:
        """Let all cursors of the sender ``k`` count its spikes from the n-th on."""
        count_cursors_from(k, n, self.s.groups, self.s.blocks)
        if self.learning:
            self.learning.count_from(k, n)

    def _set_weights(self, b: int) -> None:
        """Put the weights of the group ``b`` into the tables."""
        weights = self.layout.groups[b].weights / self.scales[b]
        group = row_views(self.s.groups)[b]
        if weights.ndim == 0:
            group.weight = float(weights)
            return
        if group.weight_shift < 0:
            self._give_own_weights(b)
        synapses, own = self.s.synapses, self.s.synapses.weights.copy()  # the layout keeps those
        first = synapses.rows[group.row0] - group.weight_shift
        own[first : first + len(weights)] = weights
        self.s = self.s._replace(synapses=synapses._replace(weights=own))

    def _give_own_weights(self, b: int) -> None:
        """Give each synapse of the group ``b`` a weight of its own; those of all groups stand in
        their order.
        """
        synapses, parts, first = self.s.synapses, [np.zeros(0)], 0
        groups, rows = self.layout.groups, row_views(self.s.groups)
        for k, (group, row) in enumerate(zip(groups, rows[: len(groups)], strict=True)):
            if row.weight_shift < 0 and k != b:
                continue
            start, n = synapses.rows[row.row0], len(group.targets)
            old = start - row.weight_shift
            parts.append(np.zeros(n) if row.weight_shift < 0 else synapses.weights[old : old + n])
            row.weight_shift, first = start - first, first + n
            if row.learner_number >= 0:
                self.learning.set_weight_shift(int(row.learner_number), int(row.weight_shift))
        for row in rows[len(groups) :]:  # of further delays of a group
            row.weight_shift = rows[row.group].weight_shift
        self.s = self.s._replace(synapses=synapses._replace(weights=np.concatenate(parts)))


def count_cursors_from(k: int, n: int, groups: Any, blocks: Any) -> None:
    """Let the cursors of two tables in the list of the sender ``k`` count its spikes from the n-th
    on.
    """
    for row in row_views(groups):
        if row.sender == k:
            row.cursor -= n
    for q, row in enumerate(row_views(blocks)):
        if q == k and row.refractory > 0:
            row.released -= n


def _continued(spikes: Spikes, k: int, remaining: int, when: np.ndarray, who: np.ndarray) -> Spikes:
    """Return spike lists in which the sender ``k`` goes on so after the first ``remaining`` of its
    spikes.
    """
    size = remaining + len(when)
    spikes.count[k] = remaining
    if size > spikes.room[k]:
        room, lists = np.array(spikes.room), isinstance(spikes.when, list)
        room[k] = 2 * size
        spikes = with_room(spikes, room)
        spikes = Spikes(*(np.asarray(part).tolist() for part in spikes)) if lists else spikes
    first = spikes.start[k] + remaining
    for part, new in (spikes.when, when), (spikes.who, who):
        part[first : first + len(new)] = new.tolist() if isinstance(part, list) else new
    spikes.count[k] = size
    return spikes
