"""The state of a network in continuous time, on the event-driven engine: :class:`Events` makes the
tables of the loop, lets time pass by it, and reads and changes them between two pieces of a run.

Without Numba a spike is delivered to many targets through NumPy, by functions at the end of this
file. The words, letters and columns are those of :mod:`~neurolib.engines.events.tables`.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any
from weakref import proxy

import numpy as np

from ... import _jit
from ...recording import multiples
from ...units import ms, us
from ..layout import (
    MASKED,
    Layout,
    Synapses,
    gap_of,
    join_rows,
    snapped,
    spike_lists,
    table_of,
    with_more_room,
)
from ..learning import learning
from ..simulation import PathOverTables, Place, row_views
from . import loop as event_loop
from . import threshold
from .tables import (
    BLOCK_ROW,
    CLOCK_ROW,
    FLIGHT_ROW,
    GROUP_ROW,
    RECEPTOR_ROW,
    SLACK,
    SPIKES_FULL,
    X0,
    A,
    Calendar,
    EventTables,
    Heap,
    ToCheck,
)

NEAR_TAU = 0.01  # relative: time constants nearer to each other than this are treated together
# exponents that the factors of the rotating frame may reach, the second with such time constants
MAX_EXPONENT, MAX_EXPONENT_NEAR_TAU = 300.0, 50.0
# time buckets of the calendar, a ring (a power of two, so that ``&`` takes the remainder), and the
# width of one in units of the shortest time constant
BUCKETS, WIDTH = 1024, 0.1
NARROWEST = 10 * us  # of all buckets, because each is opened, whatever is in it
NEVER = 1e300  # width of a bucket in a quiescent network, in which none opens
SAMPLE = 0.1 * ms  # between two recorded values
FLIGHTS = 256  # spikes in flight for which there is room from the start


class Events(PathOverTables):
    """The events of a network, compiled or not; those up to the time ``done`` are processed. Words
    and columns are those of :mod:`~neurolib.engines.events.tables`.

    A new current moves the resting voltage, while V itself stays, and the neurons are checked anew;
    so a current that changes in time is a run in pieces, cut at the ``changes``. Values that are
    recorded as time passes are read at the ``sample_times``, of which ``sampled`` are over.

    The network may be ``quiescent``: no synaptic current acts and no neuron would fire by its
    constant current, so only an arrival can lead to a crossing. Then no calendar and no slack are
    needed, and the state of a neuron is A alone.
    """

    margin = 1e-6  # for sums that round

    def __init__(self, layout: Layout, compiled: bool, may_be_quiescent: bool = True) -> None:
        super().__init__(layout, [], np.empty((0, 0)))
        self.compiled, self.path = compiled, "compiled" if compiled else "plain"
        self.done = 0.0
        self.sample_times, self.sampled = np.empty(0), 0
        driven: list[Any] = [p.drive for block in layout.blocks for p, _ in block.driven]
        times = [drive.times for drive in driven]
        self.changes = np.unique(snapped(np.concatenate([np.empty(0), *times]), layout.unit))
        self.quiescent = may_be_quiescent and is_quiescent(layout)
        neurons_of: list[Any] = [layout.blocks[group.block].neuron for group in layout.groups]
        # a current counts by I / g_L, in V
        self.scales = [
            1.0 if group.receptor < 0 else neuron.g_L
            for group, neuron in zip(layout.groups, neurons_of, strict=True)
        ]
        group_rows, synapses = join_rows(layout, self.scales, np.float64)
        self.learning: Any = None
        if layout.rules:  # what learns: tables for the compiled loop, or the learners of the rules
            made = learning.compiled_learning if compiled else learning.Definition
            self.learning = made(layout, group_rows, self.scales)
        self.s = self._tables(group_rows, synapses)
        self._start_currents()
        self._bind_loop()
        if not compiled:
            self._use_lists()

    # --- the tables at the start ---

    def _tables(self, group_rows: list[dict[str, Any]], synapses: Synapses) -> EventTables:
        """Return the tables of the loop before the first event, without synaptic currents."""
        layout, compiled = self.layout, self.compiled
        block_rows, receptor_rows, gaps, initial_A = self._blocks()
        clock = self._clock(block_rows, receptor_rows)
        spikes, n = spike_lists(layout, np.float64), len(initial_A)
        # threshold_bound reads two currents, of neurons with fewer too
        most_currents = max([2, *(block["receptors"] for block in block_rows)])
        neurons = self._neurons(initial_A, most_currents)
        calendar, predicted = self._calendar(n, most_currents)
        in_flight, flights = _flights(FLIGHTS)
        refractory = [np.broadcast_to(block.refractory, block.n) for block in layout.blocks]
        own_refractory = any(np.ndim(block.refractory) for block in layout.blocks)
        sizes = [block.n for block in layout.blocks]
        return EventTables(
            clock=table_of(CLOCK_ROW, [clock], compiled),
            blocks=table_of(BLOCK_ROW, block_rows, compiled),
            groups=table_of(GROUP_ROW, self._groups(group_rows, block_rows, spikes), compiled),
            receptors=table_of(RECEPTOR_ROW, receptor_rows, compiled),
            taus=np.array([receptor["tau"] for receptor in receptor_rows], dtype=float),
            bounds=self._bounds(block_rows, receptor_rows, clock["width"], most_currents),
            synapses=synapses,
            spikes=spikes,
            neurons=neurons,
            flat=neurons.reshape(-1),
            gaps=gaps,
            refractory=np.concatenate(refractory) if own_refractory else np.zeros(0),
            own_releases=_heap(n if own_refractory else 0),
            block_of=np.repeat(np.arange(len(block_rows), dtype=np.int32), sizes),
            calendar=calendar,
            predicted=predicted,
            in_flight=in_flight,
            flights=flights,
            to_check=ToCheck(
                who=np.zeros(n, dtype=np.int32),
                listed=np.zeros(n, dtype=np.int8),
                count=np.zeros(1, dtype=np.int64),
            ),
            plastic=self.learning.tables if self.learning else (),
        )

    def _blocks(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]], np.ndarray, np.ndarray]:
        """Return a row per block and one per receptor, the gaps (from the resting voltage to the
        threshold) of neurons that differ, and the part of V that decays with τ, A of equation (1)
        of ``tables``, of every neuron at the start.
        """
        unit, first = self.layout.unit, 0
        block_rows, receptor_rows = list[dict[str, Any]](), list[dict[str, Any]]()
        gaps, initial_A = [np.zeros(0)], [np.zeros(0)]
        for block in self.layout.blocks:
            neuron: Any = block.neuron
            tau = neuron.tau / unit
            gap = gap_of(block)
            initial_A.append(block.state[0] - neuron.V_T + gap)
            row: dict[str, Any] = {
                "first": first,
                "size": block.n,
                "receptor0": len(receptor_rows),
                "receptors": len(block.receptors),
                "gap0": sum(map(len, gaps)) if gap.ndim else -1,
                "gap": 0.0 if gap.ndim else float(gap),
                "tolerance": block.tolerance,
                "tau": tau,
                "reset": neuron.V_R - neuron.V_T,
                "own_refractory": np.ndim(block.refractory),
                "refractory": 0.0 if np.ndim(block.refractory) else block.refractory,
                "next_release": np.inf,
                "stamp": -1.0,
            }
            gaps += [gap] if gap.ndim else []
            for tau_s in (receptor.tau / unit for receptor in block.receptors):
                near_tau = int(abs(tau_s - tau) < NEAR_TAU * tau)
                peak = threshold.peak(tau, tau_s)
                receptor_rows.append({"tau": tau_s, "near_tau": near_tau, "peak": peak})
            block_rows.append(row)
            first += block.n
        return block_rows, receptor_rows, np.concatenate(gaps), np.concatenate(initial_A)

    def _clock(
        self, block_rows: list[dict[str, Any]], receptor_rows: list[dict[str, Any]]
    ) -> dict[str, Any]:
        """Return the row of the clock before the first event: how long a frame lasts, and how wide
        a time bucket is.
        """
        shortest = min((row["tau"] for row in (*block_rows, *receptor_rows)), default=math.inf)
        near_tau = any(receptor["near_tau"] for receptor in receptor_rows)
        longest = shortest * (MAX_EXPONENT_NEAR_TAU if near_tau else MAX_EXPONENT)
        width = NEVER if self.quiescent else max(WIDTH * shortest, NARROWEST / self.layout.unit)
        # bucket_end is 0: the first bucket opens at once
        return {"frame_longest": longest, "width": width, "opened": -1.0}

    def _groups(
        self, group_rows: list[dict[str, Any]], block_rows: list[dict[str, Any]], spikes: Any
    ) -> list[dict[str, Any]]:
        """Complete the ``group_rows`` of the synapse groups, with the time of the first arrival of
        each.
        """
        for row in group_rows:
            group = self.layout.groups[row["group"]]
            receptor0 = block_rows[group.block]["receptor0"]
            row["receptor"] = -1 if group.receptor < 0 else receptor0 + group.receptor
            delay = group.delay_of_rows(row["first_row"])
            row["delay"] = float(delay.min(initial=np.inf) if delay.ndim else delay)
            sends = spikes.count[group.sender] > 0
            first = float(spikes.when[spikes.start[group.sender]]) if sends else np.inf
            row["next_arrival"] = first + row["delay"]
        return group_rows

    def _bounds(
        self,
        block_rows: list[dict[str, Any]],
        receptor_rows: list[dict[str, Any]],
        width: float,
        most_currents: int,
    ) -> np.ndarray:
        """Return the table of threshold bounds of each block."""
        jumps, tables = {group.block for group in self.layout.groups if group.receptor < 0}, []
        for q, row in enumerate(block_rows):
            of_block = receptor_rows[row["receptor0"] : row["receptor0"] + row["receptors"]]
            taus = np.array([receptor["tau"] for receptor in of_block])
            tables.append(threshold.bounds(row["tau"], taus, q in jumps, width, most_currents))
        intervals, columns = len(threshold.EDGES) + 1, threshold.RESPONSE + 2 * most_currents
        return np.array(tables).reshape(len(tables), intervals * columns)

    def _neurons(self, initial_A: np.ndarray, most_currents: int) -> np.ndarray:
        """Return the state of all neurons at the start, without currents: a row for each."""
        n = len(initial_A)
        neurons = _aligned_zeros(n, 1 if self.quiescent else X0 + most_currents)
        neurons[:, A] = initial_A
        if not self.quiescent:
            neurons[:, SLACK] = np.inf  # all are checked when the first bucket opens
        return neurons

    def _calendar(self, n: int, most_currents: int) -> tuple[Calendar, Heap]:
        """Return the calendar of ``n`` neurons before its first bucket, in which all of them stand,
        or none in a quiescent network; and the heap of predicted crossings, on which a quiescent
        network has those that begin at or above their threshold.
        """
        bucket, after, before, bucket_of = (
            np.full(size, -1, dtype=np.int32) for size in (BUCKETS, n, n, n)
        )
        # the heap of predicted crossings
        entries, position = np.zeros(n, dtype=np.int32), np.full(n, -1, dtype=np.int32)
        size = np.zeros(1, dtype=np.int64)
        if self.quiescent:
            # those that begin at or above their threshold cross at once, by their keys of 0
            above = [np.zeros(0, dtype=bool)]
            for block in self.layout.blocks:
                neuron: Any = block.neuron
                above.append(block.state[0] >= neuron.V_T)
            who = np.flatnonzero(np.concatenate(above))
            entries[: len(who)], position[who], size[0] = who, np.arange(len(who)), len(who)
        elif n:  # all are chained in the first bucket, which opens at once
            bucket[0], bucket_of[:] = 0, 0
            after[:-1], before[1:] = np.arange(1, n), np.arange(n - 1)
        calendar = Calendar(
            bucket=bucket,
            after=after,
            before=before,
            bucket_of=bucket_of,
            currents=np.zeros(most_currents),
        )
        return calendar, Heap(key=np.zeros(n), entries=entries, position=position, size=size)

    def _start_currents(self) -> None:
        """Put the synaptic currents at the start into the frame: (1) of ``tables`` at t₀, where V
        is that of the start.
        """
        s = self._views()
        for q, (block, row) in enumerate(zip(self.layout.blocks, s.blocks, strict=True)):
            neuron: Any = block.neuron
            members = slice(row.first, row.first + row.size)
            event_loop.set_factors(0.0, q, s)
            for r, current in enumerate(block.currents):
                receptor = s.receptors[row.receptor0 + r]
                s.neurons[members, X0 + r] = current / neuron.g_L / receptor.h_s
                s.neurons[members, A] -= s.neurons[members, X0 + r] * receptor.b_s

    def _bind_loop(self) -> None:
        """Bind the loop to what the layout needs: compiled, or plain."""
        if not self.compiled:
            self.loop = plain_loop(self.quiescent)
            return
        rules = self.layout.rules
        self.loop = compiled_loop(rules[0] if rules else None, self.quiescent)
        if self.learning:
            # a negative time asks the loop for ``finish`` of the group p, and for nothing else:
            # run_events
            events = proxy(self)  # a circle would keep all tables of a run that is over
            self.learning.finish_group = lambda p, plastic: events.loop(
                -1.0 - p, events.s._replace(plastic=plastic)
            )

    def _use_lists(self) -> None:
        """Replace the arrays that loops read element by element, but for rows of synapses, by
        lists, which are faster in uncompiled loops.
        """
        s = self.s
        rows, targets, _, delays = s.synapses
        width = threshold.RESPONSE + 2 * len(s.calendar.currents)
        lists = "spikes", "calendar", "predicted", "own_releases", "in_flight", "to_check"
        # targets and weights stay arrays: rows of many targets go through NumPy; the sum of the
        # first neuron of a block and a target of two bytes would have two bytes, and may overflow
        self.s = s._replace(
            synapses=s.synapses._replace(
                rows=rows.tolist(), targets=targets.astype(np.uint32), delays=delays.tolist()
            ),
            refractory=s.refractory.tolist(),
            block_of=s.block_of.tolist(),
            taus=s.taus.tolist(),
            bounds=[threshold.rows_of(table, width) for table in s.bounds],
            flights=table_of(FLIGHT_ROW, [{}] * FLIGHTS, False),
            **{name: as_lists(getattr(s, name)) for name in lists},
        )

    def _views(self) -> Any:
        """Return the tables, with rows whose fields are attributes."""
        s = self.s
        return s._replace(
            **{
                name: row_views(getattr(s, name))
                for name in ("clock", "blocks", "groups", "receptors")
            }
        )

    # --- time passes ---

    def advance(self, until: float) -> None:
        """Process all events up to the time ``until``, set the currents that change by then, and
        read what is due.
        """
        for at in self._changes_up_to(until):
            self._pass_and_sample(at)
            for q, block in enumerate(self.layout.blocks):
                # a little later, because a current holds from the very time of its change
                if block.set_current_at(at * self.layout.unit * (1 + 1e-14)):
                    self.set_current(q)
        self._pass_and_sample(until)

    def _changes_up_to(self, until: float) -> list[float]:
        """Return when currents change up to the time ``until``."""
        if not self.changes.size:
            return []
        first, last = np.searchsorted(self.changes, (self.done, until), "right")
        return list(self.changes[first:last].tolist())

    def _pass_and_sample(self, until: float) -> None:
        """Process all events up to the time ``until``, and read what is due."""
        while self.sampled < len(self.sample_times) and self.sample_times[self.sampled] <= until:
            self._go_on(float(self.sample_times[self.sampled]))
            self.values[:, self.sampled] = [self._value(q, place) for q, place in self.places]
            self.sampled += 1
        self._go_on(until)

    def _go_on(self, until: float) -> None:
        """Process all events up to the time ``until``, with more room where a table is full."""
        while full := self.loop(until, self.s):  # DONE is 0; else which table is full
            if full == SPIKES_FULL:
                spikes = with_more_room(self.s.spikes, len(self.layout.blocks))
                self.s = self.s._replace(spikes=spikes if self.compiled else as_lists(spikes))
            else:
                self.s = self.s._replace(
                    **dict(zip(("in_flight", "flights"), self._more_flights(), strict=True))
                )
        self.done = until

    def _more_flights(self) -> tuple[Heap, Any]:
        """Return the heap of spikes in flight with twice the room, and its records."""
        heap, flights = _flights(2 * len(self.s.flights))
        for new, old in zip(heap, self.s.in_flight, strict=True):
            new[: len(old)] = old
        if not self.compiled:
            return as_lists(heap), [
                *self.s.flights,
                *table_of(FLIGHT_ROW, [{}] * len(self.s.flights), False),
            ]
        flights[: len(self.s.flights)] = self.s.flights
        return heap, flights

    def _value(self, q: int, place: int) -> float:
        """Return V of a neuron now, without touching the state; behind the voltages of the block, a
        synaptic current.
        """
        s, now = self._views(), self.done
        neuron: Any = self.layout.blocks[q].neuron
        # 0: V; else the receptor before this number
        receptor_seen, j = divmod(place, self.layout.blocks[q].n)
        block, clock, x = s.blocks[q], s.clock[0], s.blocks[q].first + j
        if receptor_seen:
            event_loop.set_factors(now - clock.frame_start, q, s)
            r = receptor_seen - 1
            return float(s.neurons[x, X0 + r] * s.receptors[block.receptor0 + r].h_s * neuron.g_L)
        gap = event_loop.own_gap(x, block, s)
        if s.neurons[x, A] == MASKED:
            first, count = s.spikes.start[q], s.spikes.count[q]
            # A quiescent loop processes the end of a refractory time only before the next arrival:
            # since then V has relaxed from its reset.
            unread = range(first + block.released, first + count) if self.quiescent else ()
            since_release = [
                now - s.spikes.when[h] - block.refractory for h in unread if s.spikes.who[h] == j
            ]
            if block.own_refractory > 0:
                since_release = [now - s.own_releases.key[x]] if self.quiescent else []
            for over in since_release:
                if over > 0:
                    return float(
                        neuron.V_T - gap + (block.reset + gap) * math.exp(-over / block.tau)
                    )
            return float(neuron.V_R)
        event_loop.set_factors(now - clock.frame_start, q, s)
        y = s.neurons[x, A] * block.down - gap
        for r in range(block.receptors):
            y += s.neurons[x, X0 + r] * s.receptors[block.receptor0 + r].b_s
        return float(neuron.V_T + y)

    @property
    def checks(self) -> int:
        """How often a neuron was checked, to find its next crossing."""
        clock = self.s.clock[0]
        return int(clock["checks"] if self.compiled else clock.checks)

    # --- what a run reads, and the pieces of a session ---

    def spikes(self, sender: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the times and the indices of all spikes of a block."""
        when, who = self.s.spikes.of(sender)
        return when.astype(float), who.astype(np.int64)

    def voltages(self) -> list[np.ndarray]:
        """Return nothing: the closed form leaves no bounds."""
        return []

    def excesses(self) -> list[tuple[int, int, float]]:
        """Return nothing: no conductance acts."""
        return []

    def adjacent_spikes(self, q: int) -> int | None:
        """Return ``None``: there are no steps."""
        return None

    def record_at(self, places: list[Place]) -> None:
        """Record the values at these places from now on."""
        self.places = places

    def begin(self, end: float) -> None:
        """Begin a piece, with room for what it records."""
        unit, self.start, self.end, self.sampled = self.layout.unit, self.done, end, 0
        samples = samples_in((end - self.start) * unit) + 1 if self.places else 0
        self.sample_times = np.minimum(
            snapped(self.start * unit + multiples(samples, SAMPLE), unit), end
        )
        self.values = self._room(samples)
        if self.places:
            self.advance(self.done)  # the value of now is the first

    def recorded(self) -> np.ndarray:
        """Return what the piece recorded (values, times)."""
        return self.values[:, : self.sampled]

    def moments(self, times: np.ndarray, replayed: bool) -> np.ndarray:
        """Return the times of a source, in s, in units of the layout."""
        return snapped(times, self.layout.unit) if replayed else times / self.layout.unit

    # --- what a session changes between two pieces ---

    def feed(self, k: int, remaining: int, when: np.ndarray, who: np.ndarray) -> None:
        """Let the sender ``k`` send these spikes after the first ``remaining`` of its own."""
        super().feed(k, remaining, when, who)
        s = self._views()
        for group in s.groups:
            if group.sender == k:
                more = group.cursor < s.spikes.count[k]
                group.next_arrival = (
                    s.spikes.when[s.spikes.start[k] + group.cursor] + group.delay
                    if more
                    else math.inf
                )

    def set_current(self, q: int) -> None:
        """Let the current of the block ``q`` act from now on: V stays where it is, and the neurons
        are checked anew.
        """
        self._settle()
        s, now, new = self._views(), self.done, gap_of(self.layout.blocks[q])
        block, clock = s.blocks[q], s.clock[0]
        members = slice(block.first, block.first + block.size)
        old = block.gap if block.gap0 < 0 else s.gaps[block.gap0 : block.gap0 + block.size]
        s.neurons[members, A] += (new - old) * math.exp((now - clock.frame_start) / block.tau)
        if self.quiescent and new.min() < 0:
            self._leave_quiescence()
            return
        if new.ndim == 0 and block.gap0 < 0:
            block.gap = float(new)
        elif block.gap0 < 0:
            block.gap0 = len(s.gaps)
            self.s = self.s._replace(gaps=np.concatenate([s.gaps, new]))
        else:
            s.gaps[block.gap0 : block.gap0 + block.size] = new
        if not self.quiescent:
            self._check_soon(members)

    def _settle(self) -> None:
        """Bring the frame up to now where it is over, and in a quiescent network release whose
        refractory time is over.
        """
        s, now = self._views(), self.done
        clock = s.clock[0]
        if now - clock.frame_start > clock.frame_longest:
            event_loop.rebase(now, s)
        # what restart_at_reset does where QUIESCENT is bound; called from here, it would take the
        # other branch
        for q, block in enumerate(s.blocks if self.quiescent else ()):
            while block.next_release <= now:
                up = math.exp((block.next_release - clock.frame_start) / block.tau)
                x = event_loop.release_next(q, s)
                s.neurons[x, A] = (block.reset + event_loop.own_gap(x, block, s)) * up
        while self.quiescent and event_loop.next_own_release(s) <= now:
            end = event_loop.next_own_release(s)
            x = event_loop.release_next_own(s)
            block = s.blocks[s.block_of[x]]
            up = math.exp((end - clock.frame_start) / block.tau)
            s.neurons[x, A] = (block.reset + event_loop.own_gap(x, block, s)) * up

    def _check_soon(self, members: slice) -> None:
        """Let these neurons be checked as soon as time goes on."""
        s, to_check = self._views(), self.s.to_check
        s.clock[0].now = self.done  # next_time returns it while neurons are to be checked
        if isinstance(to_check.who, list):
            for x in range(members.start, members.stop):
                event_loop.check_soon(x, to_check)
            return
        new = members.start + np.flatnonzero(to_check.listed[members] == 0)
        first = to_check.count[0]
        to_check.who[first : first + len(new)], to_check.listed[new] = new, 1
        to_check.count[0] += len(new)

    def _leave_quiescence(self) -> None:
        """Go on with the loop for networks that are not quiescent, in which currents alone may lead
        to a crossing.
        """
        old = self._views()
        new = Events(self.layout, self.compiled, may_be_quiescent=False)
        self.s = new.s._replace(
            groups=self.s.groups,
            synapses=old.synapses,
            spikes=old.spikes,
            in_flight=old.in_flight,
            flights=old.flights,
            own_releases=old.own_releases,
            plastic=old.plastic,
        )
        self.quiescent, self.loop = False, new.loop
        s = self._views()
        s.neurons[:, A] = old.neurons[:, A]
        for block, before in zip(s.blocks, old.blocks, strict=True):
            block.released, block.next_release = before.released, before.next_release
        clock, before = s.clock[0], old.clock[0]
        clock.frame_start, clock.checks = before.frame_start, before.checks
        # the bucket that is open at this time; all neurons are checked at once, so no other entry
        # is needed
        clock.opened = float(math.floor(self.done / clock.width))
        clock.bucket_end = (clock.opened + 1.0) * clock.width
        if clock.bucket_end <= self.done:
            clock.opened, clock.bucket_end = clock.opened + 1.0, clock.bucket_end + clock.width
        for table in s.calendar.bucket, s.calendar.bucket_of:
            table[:] = [-1] * len(table)
        self._check_soon(slice(0, len(s.neurons)))

    def weigh(self, b: int, change: np.ndarray) -> None:
        """Let the weights of the group ``b`` act from now on: a spike delivers the one that it
        finds on arrival.
        """
        self._set_weights(b)

    # --- state ---

    def state(self) -> Any:
        """Return all that time changes; the caller copies it."""
        tables = self.s._asdict()
        del tables["flat"]  # a view
        del tables["plastic"]
        return self.done, self.quiescent, tables, self.learning.state() if self.learning else None

    def restore(self, state: Any) -> None:
        """Go back to what :meth:`state` returned."""
        self.done, quiescent, tables, learned = state
        if quiescent != self.quiescent:
            new = Events(self.layout, self.compiled, quiescent)
            self.s = new.s._replace(plastic=self.s.plastic)
            self.loop, self.quiescent = new.loop, new.quiescent
        self.s.neurons[...] = tables["neurons"]
        self.s = self.s._replace(
            **{name: table for name, table in tables.items() if name != "neurons"}
        )
        if self.learning:
            self.learning.restore(learned)


def is_quiescent(layout: Layout) -> bool:
    """Return whether no synaptic current acts and no neuron fires by its constant current."""
    return not any(block.receptors or float(gap_of(block).min()) < 0 for block in layout.blocks)


def samples_in(seconds: float) -> int:
    """Return how often a value is recorded in so many seconds, after the start."""
    return int(seconds / SAMPLE * (1 + 1e-12))  # the last at the end, whatever the rounding


# --- the tables, and the loop ---------------------------------------------------------------------


def _aligned_zeros(n: int, width: int) -> np.ndarray:
    """Return zeros of this shape, from where a line of the cache starts, so that a row of four lies
    in one.
    """
    room = np.zeros(n * width + 8)
    start = -room.ctypes.data // 8 % 8
    return room[start : start + n * width].reshape(n, width)


def _heap(n: int) -> Heap:
    """Return an empty heap of ``n`` numbers."""
    ids, nowhere = np.arange(n, dtype=np.int32), np.full(n, -1, dtype=np.int32)
    return Heap(key=np.zeros(n), entries=ids, position=nowhere, size=np.zeros(1, dtype=np.int64))


def _flights(n: int) -> tuple[Heap, np.ndarray]:
    """Return an empty heap of spikes in flight and their records, with room for ``n``."""
    return _heap(n), np.zeros(n, FLIGHT_ROW)


def as_lists(arrays: Any) -> Any:
    """Return a named tuple of arrays as one of lists, which loops read faster where they are not
    compiled.
    """
    return type(arrays)(
        *(array.tolist() if isinstance(array, np.ndarray) else array for array in arrays)
    )


@lru_cache(maxsize=8)
def compiled_loop(rule: Any, quiescent: bool) -> Any:
    """Return the compiled loop over events for a rule (a class, or ``None``), with what it calls
    inlined, but for what is marked ``not_inlined``, because a call copies the address of every
    table.

    The loops allocate nothing, so Numba's reference counts (``_nrt``) are off: counting would take
    half of the run time.
    """
    kernels = {**learning.kernels(rule), "QUIESCENT": quiescent}
    return _jit.bind(event_loop.run_events, kernels, label_of(rule), **_jit.LEAN)


def label_of(rule: Any) -> str:
    """Return by what a compiled loop for a rule (a class, or ``None``) is found in Numba's cache
    before Numba is loaded, which the kernels of the rule would load: by the class of its learner.
    """
    return f"LIF-{rule.learner.__name__}" if rule else "LIF"


# --- the loop without Numba -----------------------------------------------------------------------

FEW_TARGETS = 12  # of a row, up to which a loop in Python is faster than NumPy


@lru_cache(maxsize=2)
def plain_loop(quiescent: bool) -> Any:
    """Return the loop over events, not compiled: rows of many targets go through NumPy, and
    synapses learn by the definition.
    """
    kernels = {
        "deliver_quiescent": deliver_quiescent_rows,
        "deliver_general": deliver_general_rows,
        "threshold_bound": threshold.plain_bound,
        "next_crossing": threshold.plain_crossing,
        "prefetch": _no_prefetch,
        "learn": learning.learn_by_definition,
    }
    return _jit.plain(event_loop.run_events, {**kernels, "QUIESCENT": quiescent})


def deliver_quiescent_rows(t, b, low, high, s):  # type: ignore[no-untyped-def]
    """Do what ``deliver_quiescent`` does, in NumPy, for uncompiled loops."""
    if high - low <= FEW_TARGETS:
        event_loop.deliver_quiescent(t, b, low, high, s)
        return
    group = s.groups[b]
    block = s.blocks[group.block]
    event_loop.set_factors(t - s.clock[0].frame_start, group.block, s)
    targets, weight_shift = s.synapses.targets[low:high].astype(np.intp), group.weight_shift
    decaying = s.flat[block.first : block.first + block.size]
    w = group.weight
    if weight_shift >= 0:
        w = s.synapses.weights[low - weight_shift : high - weight_shift]
    np.add.at(decaying, targets, w * block.up)
    gap = block.gap if block.gap0 < 0 else s.gaps[block.gap0 + targets]
    for j in targets[decaying[targets] >= (gap - block.tolerance) * block.up].tolist():
        event_loop.heap_put(block.first + j, t, s.predicted)


def deliver_general_rows(t, b, low, high, s):  # type: ignore[no-untyped-def]
    """Do what ``deliver_general`` does, in NumPy, for uncompiled loops."""
    if high - low <= FEW_TARGETS:
        event_loop.deliver_general(t, b, low, high, s)
        return
    group = s.groups[b]
    block, c, weight_shift = s.blocks[group.block], group.receptor, group.weight_shift
    event_loop.set_factors(t - s.clock[0].frame_start, group.block, s)
    neurons = s.synapses.targets[low:high].astype(np.intp) + block.first
    w = np.full(len(neurons), group.weight)
    if weight_shift >= 0:
        w = s.synapses.weights[low - weight_shift : high - weight_shift]
    np.add.at(s.neurons[:, A], neurons, w * (block.up if c < 0 else s.receptors[c].add_a))
    if c >= 0:
        column = s.neurons[:, X0 + c - block.receptor0]
        np.add.at(column, neurons, w * s.receptors[c].add_x)
    slack = s.neurons[:, SLACK]
    np.subtract.at(slack, neurons, np.maximum(w, 0.0) * (1.0 if c < 0 else s.receptors[c].peak))
    for x in neurons[slack[neurons] <= 0.0].tolist():
        event_loop.check_soon(x, s.to_check)


def _no_prefetch(*arguments):  # type: ignore[no-untyped-def]
    """Stand in for ``prefetch`` in a loop that is not compiled."""
