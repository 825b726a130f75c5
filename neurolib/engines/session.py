"""A session: a run that goes on in pieces, between which currents, weights and inputs of the
network can be changed, and its state stored and restored.

``engine.start`` makes a :class:`Session`. It prepares a run as ``engine.run`` does and keeps the
simulation (:class:`~neurolib.engines.simulation.Simulation`), whose methods change what acts and
which owns its state; the session itself owns the processes that draw Poisson inputs, and what is
subtracted to make a run of one piece.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from .. import _jit
from ..connections import Connections
from ..model import EDGE, ParameterError, Quantity, expect_progress
from ..network import (
    SOURCE_RATE,
    UNITS,
    Network,
    Poisson,
    Population,
    Projection,
    Replay,
    _per_member,
    _weights,
)
from ..neurons.lif import CURRENT
from ..plasticity.learner import Reinforced
from ..plasticity.normalisation import normalised
from ..plasticity.reward import REWARD, without_reward
from ..recording import NetworkRun
from ..units import s, show, us
from .layout import Layout, SynapseGroup, lay_out
from .simulation import Simulation

PIECE = Quantity("s", "length of the piece", 1 * us, 1e6 * s, (0.1 * s, 100 * s))
# time constants of eligibility, after which nothing is left of a pair of spikes that no reward has
# met
LONG = 10.0
TOTAL = Quantity("", "sum of the weights onto each target", -1e6, 1e6)
TAKES = {Population: "I", Projection: "weight", Poisson: "rate", Replay: "times"}
TYPED = {
    "I": "I=500*pA",
    "weight": "weight=1*mV",
    "rate": "rate=20*Hz",
    "times": "times=[session.t + 5*ms]",
    "reward": "reward=0.5",
}


@dataclass(frozen=True, repr=False, eq=False)
class State:
    """What :meth:`Session.store` returns: all that time has changed. It pickles, and knows for
    which sessions it is meant.
    """

    meant_for: dict[str, Any]
    t: float
    parts: dict[str, Any]

    def __repr__(self) -> str:
        return f"<State of a session of {self.meant_for['engine']} at {show(self.t, 's')}>"


class Session:
    r"""A run that goes on in pieces: ``engine.start(net, seed=1)`` begins it, and each :meth:`run`
    lets more time pass.

    >>> from neurolib import LIF, EventDriven, Network
    >>> from neurolib.units import Hz, ms, mV, s
    >>> net = Network()
    >>> inputs, cells = net.poisson(100, rate=20*Hz), net.population(LIF(), 2)
    >>> synapses = net.project(inputs, cells, weight=0.6*mV, delay=1*ms)
    >>> session = EventDriven().start(net, seed=1)
    >>> before = session.run(1*s)
    >>> session.set(inputs, rate=30*Hz)
    >>> after = session.run(1*s)
    >>> bool(after.rates(cells).mean() > before.rates(cells).mean())
    True

    Where nothing changes, pieces of any length are bit for bit one
    ``engine.run(net, duration, seed)``, and :meth:`so_far` is that run. What :meth:`set` changes
    acts at all times after those that have passed, :attr:`t`: the events of that instant are over.
    V does not jump with a current; a spike delivers the weight that it finds on arrival; and
    Poisson inputs go on by equation (8) of :class:`~neurolib.trains.PoissonTrains`, so that a
    change of rate stretches the intervals that the seed has drawn.

    What ``engine.start(net, record=…)`` names is recorded in each piece, as in a run. Spikes, and
    what :meth:`so_far` returns, are kept from the start on; in a loop of many pieces,
    :meth:`forget` them, and each piece costs what the first one did.

    After an interrupt, or where a voltage left all bounds, the piece is not whole, and the session
    goes on from a stored state alone.
    """

    def __init__(self, engine: Any, net: Network, seed: int, record: Any) -> None:
        self.engine, self.net, self.seed = engine, net, seed
        if _jit.enabled():
            # once it is loaded, a path is compiled, however short the first piece is
            import numba  # noqa: F401
        layout = _unfed(net, seed)
        # for so long there is room from the start
        self._job = engine._job(net, float(1 * s), seed, {}, 0, layout)
        self._simulation: Simulation = self._job.simulation
        self._places = engine._places(record, layout)
        self._simulation.record_at([place for places in self._places.values() for place in places])
        first = len(layout.blocks)
        self._inflows = {
            k: source.group.inflow(seed)
            for k, source in enumerate(layout.sources, first)
            if isinstance(source.group, Poisson)
        }
        # numbers of projections that do not learn and have other weights than at the start
        self._weighed: set[int] = set()
        # Spikes and counts of the pieces that are over; those before :meth:`so_far`, which begins
        # at ``_since``, and its recorded states.
        self._passed: dict[str, Any] = {"sent": {}, "counts": {}}
        self._before, self._since = self._passed, self._simulation.done
        self._states = list[np.ndarray]()
        self._broken, self._owed = False, 0.0  # what was asked for and is not whole ticks, s
        self._unrewarded = without_reward(net.projections)
        self._parts = net.groups, net.projections

    @property
    def t(self) -> float:
        """The time that has passed, s."""
        return float(self._simulation.done * self._job.unit)

    def run(
        self, duration: float, progress: Callable[[float, float], Any] | None = None
    ) -> NetworkRun:
        """Let time pass, and return this piece as a run of its own.

        The times of the piece count from its start, its counts are those of the piece, and its
        weights those at its end. An interrupt returns what was run, with a note, and ends the
        session. With ``Clocked`` a piece ends at the tick that is nearest to the sum of all
        durations so far.

        Parameters
        ----------
        duration : float
            Length of the piece, s.
        progress : callable, default None
            Called now and then with the time of the session and the time at which the piece ends,
            s.

        Returns
        -------
        NetworkRun
            The piece.

        Raises
        ------
        ParameterError
            For a duration out of range and, with ``Clocked``, shorter than a tick.
        """
        duration = PIECE.number(duration, "Session.run's duration")
        expect_progress(progress)
        self._expect_whole()
        job, simulation, start = self._job, self._simulation, self._simulation.done
        end = self.engine._end_after(start, duration, job.unit, self._owed)
        self._owed += duration - (end - start) * job.unit
        simulation.begin(end)
        job.end, job.stride = end, 1 if isinstance(end, int) else (end - start) / 1000
        for k, inflow in self._inflows.items():
            self._feed(k, None, *inflow.until(end * job.unit))
        self._broken = True
        (whole,) = self.engine._pieces(job, None, progress)
        self._broken = bool(whole.note)
        self._warn_unrewarded(LONG)
        return self._piece(whole, start)

    def so_far(self) -> NetworkRun:
        """Return the run from the start, or from the last :meth:`forget`, to now.

        It has the recorded states of :class:`Clocked`, and those of :class:`EventDriven` if all
        pieces are multiples of 0.1 ms.

        Returns
        -------
        NetworkRun
            The run, with the weights of now.

        Raises
        ------
        ParameterError
            After a piece that was interrupted.
        """
        self._expect_whole()
        self._warn_unrewarded(0.0)
        whole = self.engine._result(self._job, "")
        return self._weights_of_now(self._run_from(whole, self._since, self._before, self._states))

    def forget(self) -> None:
        """Forget the spikes and recorded states so far, so that a long loop does not grow.

        Nothing else changes: what follows is bit for bit what it would have been. :meth:`so_far`
        begins here.

        Raises
        ------
        ParameterError
            After a piece that was interrupted.
        """
        self._expect_whole()
        if not self._simulation.done:
            return
        full = self._counted(self.engine._result(self._job, ""))
        self._simulation.forget()
        left, passed = self._counted(self.engine._result(self._job, "")), dict[str, Any]()
        for of in full:  # what was set to come at this very instant has not passed
            passed[of] = {
                key: n - full[of][key] + left[of][key] for key, n in self._passed[of].items()
            }
        self._since, self._states = self._simulation.done, []
        self._before = self._passed = passed

    def set(
        self,
        part: Any,
        *,
        I: Any = None,
        weight: Any = None,
        rate: Any = None,
        times: Any = None,
        reward: Any = None,
    ) -> None:
        """Change what acts from now on in a part of the network.

        Parameters
        ----------
        part : Population, Projection, Poisson, Replay or str
            What is changed, or its name.
        I : float or array of shape (n,), default None
            Current of a population, A; from now on constant and without noise.
        weight : float, array or matrix of shape (pre, post), default None
            Weight of a projection, V, A or S: one number, one for each synapse in the order of
            ``run.pairs``, or a matrix. Synapses that learn go on from it, and the cells of a
            crossbar are written.
        rate : float or array of shape (n,), default None
            Rate of a Poisson source, Hz.
        times : list of arrays or tuple (times, indices), default None
            Spike times of a replaying source that are to come, s from the start of the session;
            they take the place of those that were to come.
        reward : float, default None
            Third factor of a projection that learns by :class:`~neurolib.RewardSTDP`.

        Raises
        ------
        ParameterError
            For what does not fit the part, values out of range, and times that are over.
        """
        self._expect_whole()
        part = self._part(part)
        given = {
            name: value
            for name, value in zip(TYPED, (I, weight, rate, times, reward), strict=True)
            if value is not None
        }
        name = (
            "reward"
            if list(given) == ["reward"] and isinstance(part, Projection)
            else TAKES[type(part)]
        )
        if list(given) != [name]:
            got = ", ".join(given) or "nothing"
            raise ParameterError(
                f"Session.set of {part.name} got {got}; expected {name}, as in "
                f"session.set(part, {TYPED[name]})."
            )
        verbs: dict[str, Callable[[Any, Any], None]] = {
            "I": self._set_current,
            "weight": self._weigh,
            "rate": self._pace,
            "times": self._replay,
            "reward": self._reward,
        }
        verbs[name](part, given[name])

    def store(self) -> State:
        """Return the state of the session, to which :meth:`restore` goes back.

        Returns
        -------
        State
            All that time has changed. It can be pickled to a file.

        Raises
        ------
        ParameterError
            After a piece that was interrupted.
        """
        self._expect_whole()
        parts = {
            "layout": self._simulation.layout.state(),
            "simulation": self._simulation.state(),
            "inflows": self._inflows,
            "weighed": self._weighed,
            "passed": (self._passed, self._before, self._since, self._states),
            "owed": self._owed,
            "unrewarded": [projection.number for projection in self._unrewarded],
        }
        return deepcopy(State(self._meant_for(), self.t, parts))

    def restore(self, state: State) -> None:
        """Go back to a stored state.

        Parameters
        ----------
        state : State
            What :meth:`store` returned, in this session or in one of the same network, engine and
            seed, in this process or another.

        Raises
        ------
        ParameterError
            For a state of another network, engine, seed or way to compute.
        """
        if not isinstance(state, State):
            raise ParameterError(
                f"Session.restore's state is {state!r:.60}; expected what session.store() returned."
            )
        for name, expected in self._meant_for().items():
            if state.meant_for.get(name) != expected:
                found, expected = (str(value) for value in (state.meant_for.get(name), expected))
                raise ParameterError(
                    f"The {name} of the stored state is {found:.100}; expected that of "
                    f"this session, {expected:.100}."
                )
        parts = deepcopy(state.parts)
        self._simulation.layout.restore(parts["layout"])
        self._simulation.restore(parts["simulation"])
        self._inflows, self._weighed = parts["inflows"], parts["weighed"]
        self._passed, self._before, self._since, self._states = parts["passed"]
        self._owed, unrewarded = parts["owed"], parts["unrewarded"]
        self._unrewarded = [
            projection for projection in self.net.projections if projection.number in unrewarded
        ]
        self._broken = False

    def __repr__(self) -> str:
        return f"<Session of {self.engine!r}: {show(self.t, 's')} have passed, seed {self.seed}>"

    # --- what is changed --------------------------------------------------------------------------

    def _set_current(self, population: Population, I: Any) -> None:
        value = _per_member(CURRENT, I, population.n, "Session.set's I")
        q, start = self._simulation.layout.offsets[population]
        if self._simulation.layout.blocks[q].hold_current(population, start, value):
            self._simulation.set_current(q)

    def _weigh(self, projection: Projection, weight: Any) -> None:
        b, group, part = self._place(projection)
        new = self._checked_weights(projection, weight)
        if group.cells:
            group.cells.write(np.broadcast_to(new, len(group.targets)), self.t)
            return
        old = self._weights(projection)
        if np.array_equal(old, np.broadcast_to(new, len(old))):
            return
        if group.rule:
            self._simulation.teach(b, np.broadcast_to(new, len(old))[group.order] / group.largest)
            return
        self._weighed.add(projection.number)
        self._simulation.weigh(b, group.set_weights(part, new))

    def _reward(self, projection: Projection, reward: Any) -> None:
        b, group, _ = self._place(projection)
        value = REWARD.number(reward, "Session.set's reward")
        if group.rule is None or not issubclass(group.rule.learner, Reinforced):
            raise ParameterError(
                f"Session.set's reward is {value:g}, but {projection.name} has no rule "
                f"with a third factor; expected one, as in "
                "net.project(…, plasticity=RewardSTDP())."
            )
        self._simulation.reinforce(b, value)
        if value:
            self._unrewarded = [each for each in self._unrewarded if each is not projection]

    def _warn_unrewarded(self, long: float) -> None:
        """Warn once, after so many of their time constants, of synapses that learn by reward where
        none was ever given.
        """
        late = [
            projection
            for projection in self._unrewarded
            if self.t > long * projection.plasticity.tau_e
        ]
        if late:
            self._unrewarded = []
            names = " or ".join(projection.name for projection in late)
            warnings.warn(
                f"In {show(self.t, 's')} of this session no weight of {names} changed: "
                f"the reward of RewardSTDP is 0 at the start, and no "
                "other was given. Type session.set(synapses, reward=0.5) between two "
                "pieces, or RewardSTDP(reward=1).",
                stacklevel=3,
            )

    def normalise(self, projection: Any, total: Any) -> None:
        """Scale weights such that those onto each target sum up to one total.

        It is the homeostasis of Diehl and Cook (2015), doi:10.3389/fncom.2015.00099. On a crossbar
        every cell is written for it.

        Parameters
        ----------
        projection : Projection or str
            The synapses, or their name.
        total : float
            Sum of the weights onto each target, V, A or S.

        Raises
        ------
        ParameterError
            For a total of the wrong sign or kind, and for one that is more than the weights can be;
            see :func:`~neurolib.plasticity.normalisation.normalised`.
        """
        self._expect_whole()
        part = self._part(projection)
        if not isinstance(part, Projection):
            raise ParameterError(
                f"Session.normalise's projection is {part.name}; expected synapses, as "
                f"in session.normalise(synapses, 20*mV)."
            )
        total = TOTAL.number(total, "Session.normalise's total")
        old = self._weights(part)
        if part.w_max is not None:  # cells may leave the bounds by a step
            old = np.clip(old, min(0.0, part.w_max), max(0.0, part.w_max))
        if old.size and total * old.sum() <= 0:
            raise ParameterError(
                f"Session.normalise's total is {total:.3g} and the weights of "
                f"{part.name} sum up to {float(old.sum()):.3g}; expected a "
                "total of their sign, and some that are not 0."
            )
        self._weigh(part, normalised(old, part.pairs(self.seed)[1], total, part.w_max))

    def _checked_weights(self, projection: Projection, weight: Any) -> np.ndarray:
        """Return one weight, or one per synapse, or refuse them."""
        i, j = projection.pairs(self.seed)
        try:
            found = Connections(range(projection.pre.n), range(projection.post.n), given=(i, j))
            values = _weights(projection.synapse.kind, weight, found)
        except ParameterError as refused:
            raise ParameterError(str(refused).replace("project's", "Session.set's")) from None
        if not isinstance(values, np.ndarray):
            raise ParameterError(
                f"Session.set's weight is {values}; expected numbers: a session draws none."
            )
        if values.ndim == 2:
            missing = np.count_nonzero(values) - np.count_nonzero(values[i, j])
            values = values[i, j]
            if missing:
                raise ParameterError(
                    f"Session.set's weight has {missing} weights where "
                    f"{projection.name} has no synapse; expected 0 there: a session "
                    "changes weights, and no wiring."
                )
        unit, largest = UNITS[projection.synapse.kind], projection.w_max
        if largest is not None and values.size:
            ends = min(0.0, largest), max(0.0, largest)
            if ends[0] * (1 + EDGE) <= values.min() and values.max() <= ends[1] * (1 + EDGE):
                return np.asarray(np.clip(values, *ends))
            low, high = show(float(values.min()), unit), show(float(values.max()), unit)
            raise ParameterError(
                f"Session.set's weight is {low} to {high}; expected 0 to the w_max of "
                f"{projection.name}, {show(largest, unit)}."
            )
        return values

    def _pace(self, source: Poisson, rate: Any) -> None:
        value = _per_member(SOURCE_RATE, rate, source.n, "Session.set's rate")
        inflow = self._inflows[self._simulation.layout.offsets[source].sender]
        if not np.array_equal(inflow.rate, value):
            inflow.change(value, self.t)

    def _replay(self, source: Replay, times: Any) -> None:
        try:
            trains = Network().spikes(times, n=source.n)
        except ParameterError as refused:
            raise ParameterError(f"Session.set's {refused}") from None
        if len(trains.times) and trains.times[0] < self.t * (1 - 1e-12):
            first = show(float(trains.times[0]), "s")
            raise ParameterError(
                f"Session.set's times begin at {first}, and {show(self.t, 's')} have "
                f"passed; expected times to come, from the start "
                "of the session, as in session.t + 5*ms."
            )
        sent = self._passed["sent"].get(source.number, 0)
        k = self._simulation.layout.offsets[source].sender
        self._feed(k, sent, trains.times, trains.indices)

    def _feed(self, k: int, remaining: int | None, times: np.ndarray, who: np.ndarray) -> None:
        """Let a source send these spikes after the first ``remaining`` of its own, or after all."""
        layout = self._simulation.layout
        source = layout.senders[k]
        remaining = len(source.when) if remaining is None else remaining
        when = self._simulation.moments(times, isinstance(source.group, Replay))
        self._simulation.feed(k, remaining, when, who)
        source.replace_after(remaining, times, who, when)

    # --- what is returned -------------------------------------------------------------------------

    def _piece(self, whole: NetworkRun, start: Any) -> NetworkRun:
        """Return the last piece of a run, which began at ``start``."""
        states = self._simulation.recorded()
        piece = self._run_from(whole, start, self._passed, [states])
        if self._places:
            self._states.append(states)
        self._passed = self._counted(whole)
        return self._weights_of_now(piece)

    def _counted(self, whole: NetworkRun) -> dict[str, Any]:
        """Return how many spikes of each group, and operations, are over."""
        return {
            "sent": {group.number: len(when) for group, (when, *_) in whole.sent.items()},
            "counts": dict(whole.counts),
        }

    def _run_from(
        self, whole: NetworkRun, start: Any, passed: dict[str, Any], states: list[np.ndarray]
    ) -> NetworkRun:
        """Return a run from ``start`` on, after what had ``passed`` by then, with its recorded
        ``states`` one piece after the other.
        """
        unit, sent = self._job.unit, {}
        for group, (when, who, its_unit) in whole.sent.items():
            first = passed["sent"].get(group.number, 0)
            late = when[first:] - (start if its_unit == unit else start * unit)
            sent[group] = np.maximum(late, 0), who[first:], its_unit
        counts = {key: count - passed["counts"].get(key, 0) for key, count in whole.counts.items()}
        duration = (self._simulation.done - start) * unit
        samples = int(duration / whole.step * (1 + 1e-12)) + 1
        named, row = dict[Any, np.ndarray](), 0
        values = (
            np.concatenate([states[0], *(piece[:, 1:] for piece in states[1:])], axis=1)
            if states
            else np.empty((0, 0))
        )
        for key, places in self._places.items() if values.shape[1] == samples else ():
            named[key] = values[row : row + len(places)]
            row += len(places)
        return replace(
            whole,
            sent=sent,
            counts=MappingProxyType(counts),
            duration=duration,
            samples=samples,
            states=named,
            by=None,
        )

    def _weights_of_now(self, run: NetworkRun) -> NetworkRun:
        changed = {
            projection: self._weights(projection)
            for projection in self.net.projections
            if projection.number in self._weighed
        }
        return replace(run, learned={**run.learned, **changed})

    def _weights(self, projection: Projection) -> np.ndarray:
        """Return the weight of each synapse now, in the order of its pairs."""
        _, group, part = self._place(projection)
        if group.rule or group.cells:
            return dict(self._simulation.weights())[projection].copy()
        return group.by_pair(group.weights)[part]

    def _place(self, projection: Projection) -> tuple[int, SynapseGroup, slice]:
        """Return the group of a projection, its number, and which of the synapses of the group are
        its own.
        """
        layout, first = self._simulation.layout, 0
        b, group = next(
            (b, group) for b, group in enumerate(layout.groups) if projection in group.projections
        )
        for other in group.projections[: group.projections.index(projection)]:
            first += int(layout.fan_out[other].sum())
        return b, group, slice(first, first + int(layout.fan_out[projection].sum()))

    def _part(self, part: Any) -> Any:
        """Return the group or projection that is meant."""
        parts: list[Any] = [*self.net.groups, *self.net.projections]
        for each in parts:
            if each is part or (isinstance(part, str) and each.name == part):
                return each
        raise ParameterError(
            f"Session.set of {part!r:.60}: not in this network, which has "
            f"{', '.join(each.name for each in parts)}."
        )

    def _meant_for(self) -> dict[str, Any]:
        """Return what a state must have in common with a session."""
        layout = self._simulation.layout
        return {
            "engine": repr(self.engine),
            "seed": self.seed,
            "path": self._simulation.path,
            "groups": [
                (group.name, group.n, repr(getattr(group, "neuron", "")))
                for group in self.net.groups
            ],
            "projections": [
                (p.name, int(layout.fan_out[p].sum()), str(p.synapse), repr(p.plasticity))
                for p in self.net.projections
            ],
            "crossbars": [repr(p.crossbar) for p in self.net.projections],
            "recorded": [
                (population.name, name, len(places))
                for (population, name), places in self._places.items()
            ],
        }

    def _expect_whole(self) -> None:
        """Refuse to go on after a piece that is not whole, or with a network that has changed."""
        if self._broken:
            raise ParameterError(
                "This session was stopped within a piece, so its state is not whole; go "
                "back to a stored one by session.restore(state), "
                "or type engine.start(net)."
            )
        if (self.net.groups, self.net.projections) != self._parts:
            raise ParameterError(
                "The network has changed since this session began; a session runs what "
                "it began with: type engine.start(net)."
            )


def _unfed(net: Network, seed: int) -> Layout:
    """Return the layout of a network whose Poisson sources have not begun, and whose replayed
    trains are known to their ends.
    """
    layout = lay_out(net, seed, 0.0)
    for source in layout.sources:
        if isinstance(source.group, Replay):
            source.times, source.indices = source.group.times, source.group.indices
    return layout
