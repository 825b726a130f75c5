"""What both engines share: checking arguments, choosing a path, letting time pass in stretches,
recording weights, and returning trains by group.

A run comes in by :meth:`Engine.run`. The engine prepares it (``_job``: the network is laid out and
given to a simulation, which lets time pass), and :meth:`Engine._pieces` advances the simulation and
returns what it did (``_result``). :class:`~neurolib.engines.clocked.clocked.Clocked` and
:class:`~neurolib.engines.events.event_driven.EventDriven` say how each of these is done.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..model import SEED, ParameterError, Quantity, expect_progress, meant
from ..network import Group, Network, Population, Projection, Replay, View
from ..plasticity.reward import warn_without_reward
from ..recording import NetworkRun
from ..units import s, show, us
from .agreement import Agreement, check
from .layout import Layout
from .learning.states import recorded_synapses
from .session import Session
from .simulation import MOST_VALUES, Place, Simulation, Time, expect_room

if TYPE_CHECKING:
    from .repetition import Repetition

# which states are recorded, by population and perhaps state variable
Wanted = Mapping[Population, object] | Mapping[View, object] | Mapping[str, object]
Record = str | Population | View | Sequence[str | Population | View] | Wanted
DURATION = Quantity("s", "length of the run", 1 * us, 1e6 * s, (0.1 * s, 100 * s))
EVERY = Quantity("s", "time between two looks at the run", 1 * us, 1e6 * s, (0.1 * s, 10 * s))
MOST_SNAPSHOTS = 1_000_000
INTERRUPT_EVERY = 0.1  # s between two calls of ``progress``, between which no interrupt is seen
GUESSED_RATE = 10.0  # Hz, at which neurons may spike, to estimate the work beforehand
LOADING_TIME = 1.0  # s of work, below which loading Numba takes longer than it saves
COMPILING_TIME = 6.0  # the same for a loop that Numba's cache does not have: 5 to 11 s
# times as much work, above which a run that has begun without Numba begins again with it
SLOWDOWN = 2.0


@dataclass(eq=False)
class Job:
    """A run of a network that has been prepared, from 0 to ``end`` in units of its layout."""

    net: Network
    seed: int
    simulation: Simulation  # lets time pass
    places: Mapping[tuple[Any, str], list[Place]]  # where the recorded values of neurons are
    synapses: Mapping[tuple[Any, str], list[int]]  # of which synapses states are recorded
    recorder: WeightRecorder  # of the weights that change
    end: Time  # a whole number where the engine counts steps
    stride: Time  # the first stretch of time, after which an interrupt is seen
    switch: Switch | None = None  # chooses the path again
    remarked: bool = False  # whether what is to be said of the run has been said
    # states and snapshots that were asked for: ``repeat`` asks for them again
    asked: tuple[Mapping[Any, Any], int] = field(default_factory=lambda: ({}, 0))

    @property
    def unit(self) -> float:
        """The unit of time, s."""
        return self.simulation.layout.unit

    def advance(self, until: Time) -> None:
        """Let time pass up to ``until``; a tenth of the way to the end, choose the path again."""
        tenth = self.end // 10 if isinstance(self.end, int) else self.end / 10
        if self.switch is not None and 0 < tenth <= until:
            self.simulation.advance(tenth)
            chosen, self.switch = self.switch.chosen(self.simulation), None
            if chosen is not self.simulation:
                self.simulation = chosen
                self.recorder.record_again(chosen)
        self.simulation.advance(until)


class WeightRecorder:
    """The weights of all projections that learn or lie on a crossbar, at evenly spaced times from 0
    to the ``end`` of a run in the engine's unit of time.
    """

    def __init__(self, net: Network, snapshots: Any, end: float) -> None:
        given = np.asarray(snapshots)
        is_whole = given.ndim == 0 and given.dtype.kind in "iuf" and given == np.rint(given)
        if not (is_whole and (given == 0 or 2 <= given <= MOST_SNAPSHOTS)):
            raise ParameterError(
                f"run's snapshots (number of moments at which weights are kept, start "
                f"and end included) is {snapshots!r:.60}; "
                f"expected 0, or a whole number from 2 to {MOST_SNAPSHOTS:,}, as in snapshots=50."
            )
        n = int(given)
        changing = [
            p for p in net.projections if p.plasticity is not None or p.crossbar is not None
        ]
        if n and not changing:
            raise ParameterError(
                "run's snapshots keep weights, and nothing in this network learns: "
                "net.project(…, plasticity=STDP())."
            )
        values = n * sum(projection.pre.n * projection.post.n for projection in changing)
        if values > MOST_VALUES:
            raise ParameterError(
                f"run's snapshots may be {values:.2g} weights; expected at most "
                f"{MOST_VALUES:.0e}; keep fewer moments."
            )
        due = np.linspace(0, end, n)
        # where two of the times fall into one step, that step is kept once
        self.due = np.unique(np.rint(due).astype(int) if isinstance(end, int) else due).tolist()
        self.times: list[float] = []
        self.weights: dict[Any, list[np.ndarray]] = (
            {projection: [] for projection in changing} if n else {}
        )

    def until(self, wished: Any) -> Any:
        """Return the earlier of a time and of the next time at which weights are recorded."""
        return min([wished, *self.due[len(self.times) : len(self.times) + 1]])

    def record(self, simulation: Simulation) -> None:
        """Record the weights if their time has come."""
        if len(self.times) < len(self.due) and simulation.done >= self.due[len(self.times)]:
            self.times.append(simulation.done)
            for projection, weights in simulation.weights():
                self.weights[projection].append(weights.copy())

    def record_again(self, simulation: Simulation) -> None:
        """Record what was recorded once more, from a simulation that is at the start."""
        given, self.times = self.times, []
        for snapshots in self.weights.values():
            snapshots.clear()
        for when in given:
            if when > simulation.done:
                simulation.advance(when)
            self.record(simulation)

    def recorded(self, unit: float) -> tuple[np.ndarray, dict[Any, np.ndarray]]:
        """Return times in s and, for each projection that learns, weights of the shape (times,
        synapses).
        """
        return np.array(self.times) * unit, {
            projection: np.array(snapshots) for projection, snapshots in self.weights.items()
        }


@dataclass(eq=False)
class Switch:
    """The choice of the path, made again after a tenth of a run, because neurons may spike more
    than was guessed.

    ``seconds_of`` returns the seconds of work that the run is on the plain path if the blocks send
    so many spikes. This number decides, and no clock does, so that a run takes the same path each
    time. ``compiled`` returns the simulation that is taken instead: it begins at the start, and
    what was recorded in the first tenth is recorded again from it.
    """

    seconds_of: Callable[[list[float]], float]
    compiled: Callable[[], Simulation]
    worth: float  # seconds of work, from which on the compiled path is worth it

    def chosen(self, simulation: Simulation) -> Simulation:
        """Return the simulation with which a run goes on, of which this one has run a tenth."""
        # in the whole run as many as ten times those of its first tenth
        spikes = [10.0 * len(simulation.spikes(q)[0]) for q in range(len(simulation.layout.blocks))]
        return self.compiled() if self.seconds_of(spikes) > SLOWDOWN * self.worth else simulation


class Engine:
    """A way to let time pass over a :class:`~neurolib.network.Network`."""

    # what ``explain`` says: what ran, on which path and why, remarks, and on the last piece
    _shown, _way = "nothing has run yet,", "so no path was taken."
    _said: tuple[str, ...] = ()
    _last = ""
    _may_switch = False  # from the plain path to the compiled one, during a run
    _path = ""  # that was taken: "compiled" or "plain"
    _worth = LOADING_TIME  # seconds of work, from which on the compiled path is taken
    _waited: ClassVar[list[float]] = []  # seconds of plain runs that no loop was compiled for
    _required_path = ""  # that a run must take, because it repeats another one
    # ``asked`` of the run that this copy of an engine made, for ``repeat``: see _pieces
    _asked: tuple[Mapping[Any, Any], int] = ({}, 0)

    def explain(self) -> str:
        """Return a sentence on the way that the last run was computed, and why.

        With :class:`Clocked` it also tells of times that were rounded, and of neurons that fired in
        two ticks running.

        Returns
        -------
        str
            The sentence, which begins with the engine as it is typed.
        """
        parts = self._shown, self._way, *self._said, self._last
        return f"{self!r}: {' '.join(filter(None, parts))}"

    def run(
        self,
        net: Network,
        duration: float,
        seed: int = 0,
        record: Record | None = None,
        progress: Callable[[float, float], object] | None = None,
        snapshots: int = 0,
    ) -> NetworkRun:
        """Run a network and return what it did.

        An interrupt (Ctrl-C, or the stop button) ends the run early and returns what was recorded
        so far, with a note. The method ``check`` of the result repeats the run at half the tick or
        on another engine.

        Parameters
        ----------
        net : Network
            The network.
        duration : float
            Length of the run, s.
        seed : int, default 0
            Seed of all that is random: connections, Poisson trains, drawn weights, delays and
            voltages.
        record : str, list, dict or Population, default None
            States that are recorded: ``"all"`` or ``[population]`` for all voltages; neurons by
            population, as in ``{population: [0, 3]}`` or ``population[:80]``; or by the name of a
            state variable, as in ``{population: {"V": "all", "w": [0]}}``. The name of a projection
            onto the population stands for the current (A) or conductance (S) of its synapses and
            of all others of the same kind, ``tau`` and ``E_rev``. States of synapses that learn
            are named by the projection, as in ``{synapses: {"x": "all"}}`` or by numbers in the
            order of ``run.pairs``: ``u`` and ``x`` of TsodyksMarkram, and of rules of spike timing
            the traces ``r1`` (of the sender, as its spikes arrive) and ``o1`` (of the target), of
            triplets ``r2`` and ``o2`` too. :class:`Clocked` records every tick and
            :class:`EventDriven` every 0.1 ms.
        progress : callable, default None
            Called now and then with the seconds that have passed and ``duration``.
        snapshots : int, default 0
            Number of times, from the start to the end, at which the weights that learn or drift are
            recorded.

        Returns
        -------
        NetworkRun
            Spikes, recorded states, weights and counts of operations.

        Raises
        ------
        ParameterError
            For values out of range; with :class:`Clocked` for delays that are no whole number of
            ticks and a tick that is too long for a neuron; with :class:`EventDriven` for what has
            no closed form, and for crossbars.
        """
        duration, seed = self._validated(net, duration, seed, "run")
        expect_progress(progress)
        requested = self._requested(net, record)
        job = self._job(net, duration, seed, requested, snapshots)
        job.asked = requested, snapshots  # not by _job, which a session calls too, without them
        (run,) = self._pieces(job, None, progress)  # all in one piece, so one item
        return run

    def stream(
        self, net: Network, duration: float, every: float, seed: int = 0
    ) -> Iterator[NetworkRun]:
        """Return an iterator over one run in pieces, each of which is the run so far.

        The last item is bit for bit what :meth:`run` returns with the same seed. Time passes only
        while the next item is asked for, so an iteration may end at any point. An interrupt ends it
        with what was run so far, and a note. Used in chapter 3.

        Parameters
        ----------
        net : Network
            The network.
        duration : float
            Length of the whole run, s.
        every : float
            Length of a piece, s.
        seed : int, default 0
            Seed of all that is random.

        Returns
        -------
        iterator of NetworkRun
            The run from its start to the end of each piece.

        Raises
        ------
        ParameterError
            As :meth:`run`, and for pieces that are shorter than a tick.
        """
        duration, seed = self._validated(net, duration, seed, "stream")
        every = EVERY.number(every, f"{type(self).__name__}.stream's every")
        job = self._job(net, duration, seed, {}, 0)
        if isinstance(job.end, int) and every < job.unit * (1 - 1e-9):
            raise ParameterError(
                f"stream's every is {show(every, 's')}; expected one tick of {self!r} or more."
            )
        return self._pieces(job, every)

    def start(self, net: Network, seed: int = 0, record: Record | None = None) -> Session:
        """Begin a run that goes on in pieces, between which it can be changed.

        If nothing is changed, the pieces together are bit for bit one :meth:`run`.

        Parameters
        ----------
        net : Network
            The network.
        seed : int, default 0
            Seed of all that is random.
        record : str, list, dict or Population, default None
            States that are recorded in each piece, as in :meth:`run`.

        Returns
        -------
        Session
            The run at its start; see :class:`~neurolib.engines.session.Session`.

        Raises
        ------
        ParameterError
            As :meth:`run`.
        """
        _, seed = self._validated(net, DURATION.high, seed, "start")
        requested = self._requested(net, record)
        for part in requested:
            if isinstance(part, Projection):
                raise ParameterError(
                    f"record names {part.name}, and a session records states of neurons alone, "
                    f"because those of synapses follow from all spikes since the start; expected "
                    f"a population here, or {type(self).__name__}.run(…, record=…)."
                )
        session = Session(self, net, seed, requested)
        self._shown = "a session"
        return session

    # --- before a run ---

    def _validated(self, net: Any, duration: Any, seed: Any, verb: str) -> tuple[float, int]:
        """Return duration and seed, or refuse the arguments."""
        name = f"{type(self).__name__}.{verb}"
        if not isinstance(net, Network):
            raise ParameterError(
                f"{name}'s net is {net!r:.60}; expected a Network. One neuron runs by "
                f"simulate(neuron, I, duration)."
            )
        if not net.groups:
            raise ParameterError(
                f"{name}'s net is empty; add neurons first, as in net.population(LIF(), 100)."
            )
        whole = SEED.whole(seed, f"{name}'s seed")
        duration = DURATION.number(duration, f"{name}'s duration")
        for part in net.groups:
            if isinstance(part, Replay) and len(part.times) and part.times[0] > duration:
                first = show(float(part.times[0]), "s")
                late = (
                    f"The first spike of {part.name} comes at {first}, after the run of "
                    f"{show(duration, 's')}."
                )
                warnings.warn(f"{late} Is a unit missing, as in 10*ms?", stacklevel=3)
        if verb != "start":  # a session may give a reward later
            warn_without_reward(net.projections, stacklevel=4)
        return duration, whole

    def _requested(self, net: Network, record: Any) -> dict[Any, dict[Any, Any]]:
        """Return the indices that are to be recorded, by population and state variable, whatever
        form ``record`` has, or refuse it.
        """
        if record is None or (isinstance(record, Mapping) and not record):
            return {}
        if isinstance(record, (str, Population, View)):
            record = net.populations if isinstance(record, str) and record == "all" else [record]
        if isinstance(record, (list, tuple)) and all(
            isinstance(one, (str, Population, View)) for one in record
        ):
            record = dict.fromkeys(record, "all")
        if not isinstance(record, Mapping):
            raise ParameterError(
                f"record is {record!r:.60}; expected which neurons of each population, "
                f"as in record={{population: [0, 1]}}, "
                'record={"LIF": "all"}, record=["LIF"] or record="all".'
            )
        parts: tuple[Any, ...] = (*net.populations, *net.projections)
        by_name = {part.name: part for part in parts}
        found: dict[Any, dict[Any, Any]] = {}
        for key, wanted in record.items():
            some = key if isinstance(key, View) else None
            population: Any = by_name.get(key, key) if isinstance(key, str) else key
            population = population if some is None else some.group
            if population in found:
                raise ParameterError(
                    f"record has {population.name} twice; expected its members together, as in "
                    f"record={population.name}[[0, 1]]."
                )
            if isinstance(population, Projection) and not isinstance(wanted, Mapping):
                raise ParameterError(
                    f"record[{population.name}] is {wanted!r:.60}; expected the name of a state of "
                    f'these synapses, as in record={{synapses: {{"x": "all"}}}}.'
                )
            variables = (
                {_name(one): which for one, which in wanted.items()}
                if isinstance(wanted, Mapping)
                else {"V": wanted}
            )
            found[population] = variables
            for name, which in variables.items():
                if some is not None:
                    part = some if isinstance(which, str) and which == "all" else some[which]
                    variables[name] = np.asarray(part.members)
                elif isinstance(population, Population) and (
                    isinstance(which, slice) or (isinstance(which, str) and which == "all")
                ):
                    variables[name] = np.arange(population.n)[
                        which if isinstance(which, slice) else slice(None)
                    ]
        return found

    def _job(
        self,
        net: Network,
        duration: float,
        seed: int,
        record: Mapping[Any, Any],
        snapshots: int,
        layout: Layout | None = None,
    ) -> Job:
        """Prepare a run."""
        raise NotImplementedError

    def _places(
        self, record: Mapping[Any, Any], layout: Layout, steps: int = 0
    ) -> dict[tuple[Any, str], list[tuple[int, int]]]:
        """Return where the recorded states are, or refuse what there is none of, and more than
        there is room for.
        """
        places = recorded_neurons(record, layout)
        values: list[Any] = [*places.values(), *self._synapses(record, layout).values()]
        expect_room(sum(map(len, values)) * (steps + 1))  # the start, and each step
        return places

    def _synapses(
        self, record: Mapping[Any, Any], layout: Layout
    ) -> Mapping[tuple[Any, str], list[int]]:
        """Return of which synapses states are recorded, or refuse what has none."""
        names_synapses = any(isinstance(part, Projection) for part in record)
        return recorded_synapses(record, layout) if names_synapses else {}

    def _takes_compiled_path(
        self,
        shown: str,
        seconds: float,
        obstacle: str | None,
        plain: str,
        kept: Callable[[], bool] = lambda: True,
    ) -> bool:
        """Choose the path for so many seconds of work, note it and the reason for :meth:`explain`,
        and return whether it is the compiled one.

        The reason is a sentence that begins with what is ``shown`` of the network and names the
        ``plain`` path by these words. ``obstacle`` is why the compiled path cannot be taken.

        ``kept`` returns whether the loop is in Numba's cache. A loop that is not there takes longer
        to compile than a short run takes, so it is compiled once the runs of this process that
        found theirs missing, this one or another, are together as long.
        """
        if self._required_path == "plain":
            obstacle = obstacle or "the run that it repeats took it"
        self._may_switch = obstacle is None and not self._required_path
        if self._may_switch and "numba" not in sys.modules:
            self._worth = LOADING_TIME if kept() else COMPILING_TIME
            what = "loading Numba" if seconds < LOADING_TIME else ""
            if not what and seconds + sum(self._waited) < self._worth:
                what = "compiling its loop, which Numba's cache does not have yet,"
                self._waited.append(seconds)
            if what:
                obstacle = f"{what} takes longer than the {seconds:.1g} s of work expected"
        if obstacle:
            way = f"on the plain {plain}, because {obstacle}."
        else:
            way = (
                "on the compiled path (Numba), because it is loaded or the work is "
                "worth loading it."
            )
        self._tell(shown, way)
        self._path = "plain" if obstacle else "compiled"
        return obstacle is None

    def _tell(self, shown: str, way: str) -> None:
        """Begin anew what :meth:`explain` says: what is ``shown`` of the network, and on which path
        it runs.
        """
        self._shown, self._way, self._said, self._last = shown, way, (), ""

    def _switch(
        self, seconds_of: Callable[[list[float]], float], compiled: Callable[[], Simulation]
    ) -> Switch | None:
        """Return how a plain run may go over to the compiled path, if nothing but the time that
        loading Numba or compiling takes spoke against that path.
        """

        def switched() -> Simulation:
            self._path = "compiled"
            self._way = (
                "on the compiled path (Numba), because a tenth of the run on the plain one was "
                "more work than expected."
            )
            return compiled()

        return Switch(seconds_of, switched, self._worth) if self._may_switch else None

    # --- time passes ---

    def _pieces(
        self, job: Job, every: float | None, progress: Callable[[float, float], Any] | None = None
    ) -> Iterator[NetworkRun]:
        """Let time pass in stretches, between which an interrupt is seen; yield the run so far
        after each piece.
        """
        end, unit, in_steps, note = job.end, job.unit, isinstance(job.end, int), ""
        stride, piece = job.stride, 0
        job.recorder.record(job.simulation)
        while job.simulation.done < end and not note:
            piece += 1
            stop = end if every is None else min(end, _rounded_time(piece * every / unit, in_steps))
            try:
                while job.simulation.done < stop:
                    began = time.perf_counter()
                    job.advance(job.recorder.until(min(stop, job.simulation.done + stride)))
                    self._expect_sound(job.simulation)
                    job.recorder.record(job.simulation)
                    took = time.perf_counter() - began
                    stride = min(end, stride * min(2.0, INTERRUPT_EVERY / (took + 1e-9)))
                    stride = max(1, int(stride)) if in_steps else stride
                    if progress is not None:
                        progress(job.simulation.done * unit, end * unit)
            except KeyboardInterrupt:
                passed = job.simulation.done * unit
                note = (
                    f"Interrupted: {show(passed, 's')} of {show(end * unit, 's')} were run, "
                    f"and are returned."
                )
                warnings.warn(note, stacklevel=3 if every is None else 2)
            # ``check`` and ``repeat`` of a run repeat it with the engine as it is now, so the run
            # gets a copy
            run, by = self._result(job, note), copy(self)
            by._asked = job.asked
            yield replace(run, by=by)
        if not job.remarked and (found := self._remark(job.simulation)):
            job.remarked = True
            self._said += (found,)
            warnings.warn(found, stacklevel=3 if every is None else 2)

    def _expect_sound(self, simulation: Simulation) -> None:
        """Refuse to go on if a number is NaN or infinite."""

    def _result(self, job: Job, note: str) -> NetworkRun:
        """Return what was run so far, with a note."""
        raise NotImplementedError

    def _remark(self, simulation: Simulation) -> str:
        """Return what is to be said of a run that is over, or nothing."""
        return ""

    # --- for a session ---

    def _end_after(self, now: Time, duration: float, unit: float, owed: float) -> Time:
        """Return when a duration from now on is over, in units of the layout; ``owed`` is what
        pieces before it were cut short by, s.
        """
        raise NotImplementedError

    # --- a run that is repeated ---

    def _reference(self) -> Any:
        """Return the engine on which a run is checked where none is named."""
        raise NotImplementedError

    def _check(self, run: NetworkRun, on: Any, tolerance: Any) -> Agreement:
        """Repeat a run of this engine, and compare the two."""
        return check(self, run, on, tolerance)

    def _recipe(self, run: NetworkRun) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Return what a file needs to repeat a run of this engine, as data."""
        from .repetition import describe  # it knows all of the library, which a run does not need

        return describe(self, run)

    def _alike(self) -> Engine:
        """Return an engine that takes the path that this one took."""
        other = copy(self)
        other._required_path = self._path
        return other

    def _repeat(
        self, run: NetworkRun, net: Any = None, then: Mapping[str, str] | None = None
    ) -> Repetition:
        """Run a network again as this engine ran it, and compare; ``then`` are the versions of that
        time.
        """
        from .repetition import repeat, versions

        return repeat(
            self, run, run.net if net is None else net, versions() if then is None else then
        )

    @staticmethod
    def _repeat_saved(saved: Any, run: NetworkRun) -> Repetition:
        """Repeat a run that was read from a file."""
        from .repetition import repeat_saved

        return repeat_saved(saved, run)


def _rounded_time(t: float, in_steps: bool) -> Time:
    """Return a time in units of the engine: the nearest step where it counts steps; else itself, or
    the whole number that it is up to rounding.
    """
    whole = round(t)
    if in_steps:
        return whole
    return float(whole) if abs(t - whole) <= 1e-12 * whole else t


def delivery_time(
    layout: Layout,
    per_spike: float,
    per_synapse: float,
    spikes_of_blocks: list[float] | None = None,
) -> float:
    """Return the seconds of work that spikes are: so many for a spike, and for a synapse that it
    reaches.

    How many the blocks send is guessed where it is not given.
    """
    if spikes_of_blocks is None:
        seconds = layout.end * layout.unit
        spikes_of_blocks = [block.n * GUESSED_RATE * seconds for block in layout.blocks]
    spikes = spikes_of_blocks + [len(source.when) for source in layout.sources]
    return sum(
        spikes[group.sender]
        * (per_spike + per_synapse * len(group.targets) / max(1, group.members))
        for group in layout.groups
    )


def recorded_neurons(
    record: Mapping[Any, Mapping[str, Any]], layout: Layout
) -> dict[tuple[Any, str], list[tuple[int, int]]]:
    """Return for each recorded (population, name) the block, and the places in the state of the
    block, of its neurons.

    Synaptic currents and conductances of a block stand behind its state, in the order of its
    receptors, of which it has one for each kind of synapse with a current or a conductance.
    """
    found = {}
    for population, variables in record.items():
        if isinstance(population, Projection):
            continue
        if not isinstance(population, Population) or population not in layout.offsets:
            raise ParameterError(
                f"record names {population!r:.60}; expected a population of this "
                f"network, as in {{population: [0, 1]}}."
            )
        block, start = layout.offsets[population]  # of the population, not of what is recorded
        for name, indices in variables.items():
            first = _row(population, name, layout) * layout.blocks[block].n + start
            which = np.ravel(indices)
            if which.size and (
                which.dtype.kind not in "iu" or which.min() < 0 or which.max() >= population.n
            ):
                words = [one for one in which.tolist() if isinstance(one, str)]
                hint = (
                    f' Of a state type {{"{population.name}": {{"{words[0]}": "all"}}}}.'
                    if words
                    else ""
                )
                raise ParameterError(
                    f"record[{population.name}] is {indices!r:.60}; expected indices "
                    f"from 0 to {population.n - 1}.{hint}"
                )
            found[population, name] = [(block, first + int(i)) for i in which]
    return found


def _row(population: Population, name: Any, layout: Layout) -> int:
    """Return the row of the state of a block in which a state variable stands, or what the synapses
    of a projection make.
    """
    block, states = layout.blocks[layout.offsets[population].sender], population.neuron.state
    if name in states:
        return states.index(name)
    onto = {
        p.name: p.synapse
        for group in layout.groups
        for p in group.projections
        if p.post is population
    }
    if onto.get(name) in block.receptors:
        return len(block.state) + block.receptors.index(onto[name])
    if name in onto:
        raise ParameterError(
            f"record[{population.name}] names {name}, whose synapses make V jump and "
            f"have no current; record V."
        )
    acting = [projection for projection, synapse in onto.items() if synapse in block.receptors]
    has = f"{type(population.neuron).__name__} has {', '.join(states)}" + (
        f", and currents of {', '.join(acting)}" if acting else ""
    )
    raise ParameterError(
        f"record[{population.name}] names {name!r:.60}, no state variable: "
        f"{has}.{meant(name, [*states, *acting])}"
    )


def _name(part: Any) -> Any:
    """Return the name of a projection; of anything else, itself."""
    return part.name if isinstance(part, Projection) else part


def train_of(
    part: Group, layout: Layout, sent: list[tuple[np.ndarray, np.ndarray]]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the spikes of a population or source, its members counted from 0, out of those that
    all senders ``sent``.
    """
    sender, start = layout.offsets[part]
    when, who = sent[sender]
    if part.n < layout.senders[sender].n:
        members = (who >= start) & (who < start + part.n)
        when, who = when[members], who[members] - start
    return when, who
