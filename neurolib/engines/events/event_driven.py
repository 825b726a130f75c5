"""The event-driven engine: a neuron is updated only at its events, and its closed form bridges the
time between two events exactly.

:class:`EventDriven` takes a network and returns what it did. It lays the network out in continuous
time and gives it to :class:`Events`, which makes flat arrays and tables of numbers of it. Over
these runs the loop of :mod:`~neurolib.engines.events.loop`, compiled or not: follow
:meth:`Events.advance` there. Without Numba a spike is delivered to many targets through NumPy, by
functions at the end of this file. A recorded voltage is computed after the run, in
:mod:`~neurolib.engines.events.sampling`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from copy import copy
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from weakref import proxy

import numpy as np

from ... import _jit
from ...model import ParameterError
from ...network import Network
from ...neurons.neuron import leaps
from ...plasticity.learner import Watching
from ...recording import NetworkRun, multiples
from ...units import ms, us
from ..clocked.clocked import Clocked
from ..engine import Engine, Job, Switch, WeightRecorder, delivery_time, train_of
from ..layout import (
    MASKED,
    Layout,
    Synapses,
    gap_of,
    in_continuous_time,
    join_rows,
    lay_out,
    snapped,
    spike_lists,
    table_of,
    with_more_room,
)
from ..learning import stdp
from ..learning.states import states_of
from ..operations import counted_events
from ..simulation import PathOverTables, Place, row_views
from . import loop as event_loop
from . import threshold
from .loop import (
    BLOCK_ROW,
    CLOCK_ROW,
    FLIGHT_ROW,
    GROUP_ROW,
    RECEPTOR_ROW,
    SLACK,
    X0,
    A,
    Calendar,
    EventTables,
    Heap,
    ToCheck,
)
from .sampling import voltage

# Of ``Events``: the words are those of ``loop``.
NEAR_TAU = 0.01  # relative: time constants nearer to each other than this are treated together
# exponents that the factors of the rotating frame may reach, the second with such time constants
MAX_EXPONENT, MAX_EXPONENT_NEAR_TAU = 300.0, 50.0
# time buckets of the calendar, a ring (a power of two, so that ``&`` takes the remainder), and the
# width of one in units of the shortest time constant
BUCKETS, WIDTH = 1024, 0.1
NARROWEST = 10 * us  # of all buckets, because each is opened, whatever is in it
NEVER = 1e300  # width of a bucket in a quiescent network, in which none opens
SAMPLE = 0.1 * ms  # between two recorded values
STRIDES = 1000  # the first stretch of time, after which an interrupt is seen, is one of so many
# seconds of work on the plain path: for a spike, and for a synapse that it reaches
PER_SPIKE, PER_SYNAPSE = 60e-6, 50e-9
CHECK_TICK = 0.1 * ms  # tick of the clocked run with which one is compared
FLIGHTS = 256  # spikes in flight for which there is room from the start


# --- the engine -----------------------------------------------------------------------------------


class EventDriven(Engine):
    r"""Let time pass from event to event: a spike arrives, a neuron reaches its threshold, a
    refractory time ends.

    Between two events, the closed form gives the state of a neuron exactly. With the time t since
    its last event,

    .. math::

        V(t) = V_\infty + \left(V(0) - V_\infty\right) e^{-t/\tau} + \sum_s P_s(t)\, I_s(0), \qquad
        I_s(t) = I_s(0)\, e^{-t/\tau_s} \tag{1}
        t^* = \min \{ t : V(t) \ge V_T \} \tag{2}

    with P of :class:`~neurolib.neurons.LIF`, its equation (7). Spikes that arrive at one time are
    added up before the threshold is tested; times that are whole multiples of a common tick meet
    exactly. Spike times are exact up to rounding. Where jumps of V act on a neuron, it has reached
    its threshold when it is within 1e-12 V of it, because sums of jumps round. A jump of V (a delta
    synapse) that arrives at the very end of a refractory time is lost, as with ``Clocked``; NEST's
    precise ``iaf_psc_delta_ps`` counts it. Where delays add up to the refractory time, spikes
    differ from there on.

    On the first class of networks (delta synapses, all times on one grid, no neuron reaches the
    threshold without an arrival) the spikes are therefore those of ``Clocked``, for equal neurons,
    too. In other networks one kind of tie is undecided. Take two equal neurons without a refractory
    time that both fire under their currents, one of them started d later, and a synapse with the
    delay d from the other one to it. It crosses at d + P, which is the root of an equation, and the
    spike arrives at P + d, which is a sum. The two are equal in mathematics and differ by rounding,
    which no rule of order can undo, and whether one spike or two follow depends on it. Give such
    neurons unequal currents.

    It runs neurons with such a closed form, which LIF has, with "delta" and "exponential" synapses.
    Sources: R. Brette et al., J. Computational Neuroscience 23:349 (2007),
    doi:10.1007/s10827-007-0038-6, for the strategy; R. Brette, Neural Computation 19:2604 (2007),
    doi:10.1162/neco.2007.19.10.2604, for exponential currents. Used from chapter 1 on.
    """

    def __repr__(self) -> str:
        return "EventDriven()"

    def _job(
        self,
        net: Network,
        duration: float,
        seed: int,
        record: Mapping[Any, Any],
        snapshots: int,
        layout: Layout | None = None,
    ) -> Job:
        # the layout of a session, if one goes on; the copy is the network as it is now
        layout, net = layout or lay_out(net, seed, duration), copy(net)
        _expect_events_alone(layout)
        layout = in_continuous_time(layout, duration)
        places = self._places(record, layout, _samples_in(duration))
        simulation, switch = self._choose_path(layout)
        # ``sampling`` asks the rule what it has delivered (``rule.delivered``), which one with a
        # learner of its own need not say
        uncompiled = any(rule.learner not in stdp.COMPILED for rule in layout.rules)
        if _driven(layout) or (uncompiled and places):  # then values are read as time passes
            simulation.record_at([place for each in places.values() for place in each])
            simulation.begin(layout.end)
            switch = None  # the compiled one would not record
        return Job(
            net=net,
            seed=seed,
            simulation=simulation,
            places=places,
            synapses=self._synapses(record, layout),
            recorder=WeightRecorder(net, snapshots, layout.end),
            end=layout.end,
            stride=layout.end / STRIDES,
            switch=switch,
        )

    def _reference(self) -> Clocked:
        return Clocked(CHECK_TICK)

    def _end_after(self, now: float, duration: float, unit: float, owed: float) -> float:
        return float(snapped(now + snapped(np.array(duration), unit), 1.0))

    def _choose_path(self, layout: Layout) -> tuple[Events, Switch | None]:
        """Choose the path, and keep the reason."""
        neurons = f"{sum(block.n for block in layout.blocks)} neurons"
        obstacle = None if _jit.enabled() else "Numba is not installed or is switched off"
        obstacle = obstacle or stdp.obstacle(layout)

        def seconds_of(spikes: list[float] | None = None) -> float:
            return delivery_time(layout, PER_SPIKE, PER_SYNAPSE, spikes)

        def kept() -> bool:
            # _jit.bind writes each constant into the name of the cached file. Without a rule there
            # is one, QUIESCENT; a rule adds some, and to ask for its kernels may load Numba. So ask
            # for a file with one constant, or with more.
            fewest = 1 + sum(not callable(each) for each in stdp.kernels(None).values())
            constants = f"{{{fewest + 1},}}" if layout.rules else f"{{{fewest}}}"
            return _jit.kept(event_loop.run_events, "LIF", constants)

        path = "path (Python and NumPy)"
        if self._takes_compiled_path(neurons, seconds_of(), obstacle, path, kept):
            return Events(layout, compiled=True), None
        return Events(layout, compiled=False), self._switch(
            seconds_of, lambda: Events(layout, compiled=True)
        )

    def _result(self, job: Job, note: str) -> NetworkRun:
        simulation, net, places = job.simulation, job.net, job.places
        assert isinstance(simulation, Events)
        self._last = (
            f"It looked {simulation.checks} times at neurons that might reach the threshold."
        )
        layout, done, unit = simulation.layout, simulation.done, simulation.layout.unit
        sent = [simulation.spikes(sender) for sender in range(len(layout.blocks))]
        for source in layout.sources:
            before = slice(0, np.searchsorted(source.when, done, side="right"))
            sent.append((source.when[before], source.indices[before]))
        trains = {}
        # for each population and source times, indices, and the unit of these times in s
        for part in net.groups:
            sender, (when, who) = layout.offsets[part].sender, train_of(part, layout, sent)
            # a population's times are in units of the layout, a source's in s as they were drawn
            is_population = sender < len(layout.blocks)
            times = when if is_population else layout.senders[sender].times[: len(when)]
            trains[part] = (times, who, unit if is_population else 1.0)
        samples = _samples_in(done * unit) + 1
        t = snapped(multiples(samples, SAMPLE), unit) if places or job.synapses else np.zeros(0)
        # what was read as time passed; where nothing was, values follow from the spikes
        read = iter(simulation.recorded()) if simulation.places else None
        states = {}
        for key, rows in places.items():
            values = [
                next(read) if read else voltage(layout, sent, q, place, t) for q, place in rows
            ]
            states[key] = np.array(values).reshape(len(rows), samples)
        if job.synapses:
            states |= states_of(job.synapses, layout, sent, t)
        counts = MappingProxyType(counted_events(layout, sent, done))
        return NetworkRun(
            net=net,
            engine=repr(self),
            seed=job.seed,
            duration=done * unit,
            sent=trains,
            counts=counts,
            samples=samples,
            step=SAMPLE,
            states=states,
            learned=dict(simulation.weights()),
            filmed=job.recorder.recorded(unit),
            note=note,
        )


def _samples_in(seconds: float) -> int:
    """Return how often a value is recorded in so many seconds, after the start."""
    return int(seconds / SAMPLE * (1 + 1e-12))  # the last at the end, whatever the rounding


def _driven(layout: Layout) -> bool:
    """Return whether a current changes in time."""
    return any(block.driven for block in layout.blocks)


def _expect_events_alone(layout: Layout) -> None:
    """Refuse what acts between two events: neurons that differ, noise, and synapses that read
    voltages.
    """
    for group in layout.groups:
        if group.rule and issubclass(group.rule.learner, Watching):
            raise ParameterError(
                f"The projection {group.projections[0].name!r} learns by "
                f"{type(group.rule).__name__}, which reads the "
                "voltages of its targets at all times, and the event-driven engine "
                "knows them at events. "
                "Run it with Clocked(dt=0.1*ms)."
            )
    for block in layout.blocks:
        if block.neuron.own and leaps(block.members[0].neuron):
            raise ParameterError(
                f"{block.members[0].name} has neurons with "
                f"{' and '.join(block.neuron.own)} of their own, and the event-driven "
                f"engine "
                "solves equal neurons together. Run it with Clocked(dt=0.1*ms), or add "
                "a population for each value."
            )
        if any(population.drive and population.drive.noise.any() for population, _ in block.driven):
            raise ParameterError(
                f"{block.members[0].name} has a noise current, which acts at all times, "
                f"so there is no time between two events over which "
                "the event-driven engine could leap. Run it with Clocked(dt=0.1*ms), or "
                "drive it by Poisson spikes: net.poisson(…)."
            )


class Events(PathOverTables):
    """The events of a network, compiled or not; those up to the time ``done`` are processed. Words
    and columns are those that :mod:`~neurolib.engines.events.loop` declares up to ``EventTables``.

    A new current moves the resting voltage, while V itself stays, and the neurons are checked anew;
    so a current that changes in time is a run in pieces, cut at the ``changes``. Values that are
    recorded as time passes are read at the ``sample_times``, of which ``sampled`` are over. The
    network is ``quiescent`` in the sense of :mod:`~neurolib.engines.events.loop`.
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
        if layout.rules:
            learning = stdp.compiled_learning if compiled else stdp.Definition
            self.learning = learning(layout, group_rows, self.scales)
        self.s = self._tables(group_rows, synapses)
        self._start_currents()
        self._bind_loop()
        if not compiled:
            self._use_lists()

    # --- the tables at the start ---

    def _tables(self, group_rows: list[dict[str, Any]], synapses: Synapses) -> EventTables:
        """Return the tables of the loop before the first event, without synaptic currents."""
        layout, compiled = self.layout, self.compiled
        blocks, receptors, gaps, initial_A = self._blocks()
        clock = self._clock(blocks, receptors)
        spikes, n = spike_lists(layout, np.float64), len(initial_A)
        # threshold_bound reads two currents, of neurons with fewer too
        most_currents = max([2, *(block["receptors"] for block in blocks)])
        neurons = self._neurons(initial_A, most_currents)
        calendar, predicted = self._calendar(n, most_currents)
        in_flight, flights = _flights(FLIGHTS)
        refractory = [np.broadcast_to(block.refractory, block.n) for block in layout.blocks]
        own_refractory = any(np.ndim(block.refractory) for block in layout.blocks)
        sizes = [block.n for block in layout.blocks]
        return EventTables(
            clock=table_of(CLOCK_ROW, [clock], compiled),
            blocks=table_of(BLOCK_ROW, blocks, compiled),
            groups=table_of(GROUP_ROW, self._groups(group_rows, blocks, spikes), compiled),
            receptors=table_of(RECEPTOR_ROW, receptors, compiled),
            taus=np.array([receptor["tau"] for receptor in receptors], dtype=float),
            bounds=self._bounds(blocks, receptors, clock["width"], most_currents),
            synapses=synapses,
            spikes=spikes,
            neurons=neurons,
            flat=neurons.reshape(-1),
            gaps=gaps,
            refractory=np.concatenate(refractory) if own_refractory else np.zeros(0),
            own_releases=_heap(n if own_refractory else 0),
            block_of=np.repeat(np.arange(len(blocks), dtype=np.int32), sizes),
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
        of the loop, of every neuron at the start.
        """
        unit, first = self.layout.unit, 0
        blocks, receptors = list[dict[str, Any]](), list[dict[str, Any]]()
        gaps, initial_A = [np.zeros(0)], [np.zeros(0)]
        for block in self.layout.blocks:
            neuron: Any = block.neuron
            tau = neuron.tau / unit
            gap = gap_of(block)
            initial_A.append(block.state[0] - neuron.V_T + gap)
            row: dict[str, Any] = {
                "first": first,
                "size": block.n,
                "receptor0": len(receptors),
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
                receptors.append({"tau": tau_s, "near_tau": near_tau, "peak": peak})
            blocks.append(row)
            first += block.n
        return blocks, receptors, np.concatenate(gaps), np.concatenate(initial_A)

    def _clock(
        self, blocks: list[dict[str, Any]], receptors: list[dict[str, Any]]
    ) -> dict[str, Any]:
        """Return the row of the clock before the first event: how long a frame lasts, and how wide
        a time bucket is.
        """
        shortest = min((row["tau"] for row in (*blocks, *receptors)), default=math.inf)
        near_tau = any(receptor["near_tau"] for receptor in receptors)
        longest = shortest * (MAX_EXPONENT_NEAR_TAU if near_tau else MAX_EXPONENT)
        width = NEVER if self.quiescent else max(WIDTH * shortest, NARROWEST / self.layout.unit)
        # bucket_end is 0: the first bucket opens at once
        return {"frame_longest": longest, "width": width, "opened": -1.0}

    def _groups(
        self, rows: list[dict[str, Any]], blocks: list[dict[str, Any]], spikes: Any
    ) -> list[dict[str, Any]]:
        """Complete the ``rows`` of the synapse groups, with the time of the first arrival of
        each.
        """
        for row in rows:
            group = self.layout.groups[row["group"]]
            receptor0 = blocks[group.block]["receptor0"]
            row["receptor"] = -1 if group.receptor < 0 else receptor0 + group.receptor
            delay = group.delay_of_rows(row["first_row"])
            row["delay"] = float(delay.min(initial=np.inf) if delay.ndim else delay)
            sends = spikes.count[group.sender] > 0
            first = float(spikes.when[spikes.start[group.sender]]) if sends else np.inf
            row["next_arrival"] = first + row["delay"]
        return rows

    def _bounds(
        self,
        blocks: list[dict[str, Any]],
        receptors: list[dict[str, Any]],
        width: float,
        most_currents: int,
    ) -> np.ndarray:
        """Return the table of threshold bounds of each block."""
        jumps, tables = {group.block for group in self.layout.groups if group.receptor < 0}, []
        for q, row in enumerate(blocks):
            of_block = receptors[row["receptor0"] : row["receptor0"] + row["receptors"]]
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
        """Put the synaptic currents at the start into the frame: (1) of the loop at t₀, where V is
        that of the start.
        """
        s = self._views()
        for q, (block, row) in enumerate(zip(self.layout.blocks, s.blocks, strict=True)):
            neuron: Any = block.neuron
            members = slice(row.first, row.first + row.size)
            event_loop.set_factors(0.0, q, s)
            for k, current in enumerate(block.currents):
                receptor = s.receptors[row.receptor0 + k]
                s.neurons[members, X0 + k] = current / neuron.g_L / receptor.h_s
                s.neurons[members, A] -= s.neurons[members, X0 + k] * receptor.b_s

    def _bind_loop(self) -> None:
        """Bind the loop to what the layout needs: compiled, or plain."""
        if not self.compiled:
            self.loop = plain_loop(self.quiescent)
            return
        rules = self.layout.rules
        self.loop = compiled_loop(rules[0] if rules else None, self.quiescent)
        if self.learning:  # through the loop, by a time that is none: run_events
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
            bounds=s.bounds.tolist(),
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
        while full := self.loop(until, self.s):
            if full == event_loop.SPIKES_FULL:
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
            k = receptor_seen - 1
            return float(s.neurons[x, X0 + k] * s.receptors[block.receptor0 + k].h_s * neuron.g_L)
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
        for c in range(block.receptors):
            y += s.neurons[x, X0 + c] * s.receptors[block.receptor0 + c].b_s
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
        samples = _samples_in((end - self.start) * unit) + 1 if self.places else 0
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
    kernels = stdp.kernels(rule)
    return _jit.bind(event_loop.run_events, {**kernels, "QUIESCENT": quiescent}, "LIF", **_jit.LEAN)


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
        "prefetch": _no_prefetch,
        "learn": stdp.learn_by_definition,
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
    who = s.synapses.targets[low:high].astype(np.intp) + block.first
    w = np.full(len(who), group.weight)
    if weight_shift >= 0:
        w = s.synapses.weights[low - weight_shift : high - weight_shift]
    np.add.at(s.neurons[:, A], who, w * (block.up if c < 0 else s.receptors[c].add_a))
    if c >= 0:
        column = s.neurons[:, X0 + c - block.receptor0]
        np.add.at(column, who, w * s.receptors[c].add_x)
    slack = s.neurons[:, SLACK]
    np.subtract.at(slack, who, np.maximum(w, 0.0) * (1.0 if c < 0 else s.receptors[c].peak))
    for x in who[slack[who] <= 0.0].tolist():
        event_loop.check_soon(x, s.to_check)


def _no_prefetch(*arguments):  # type: ignore[no-untyped-def]
    """Stand in for ``prefetch`` in a loop that is not compiled."""
