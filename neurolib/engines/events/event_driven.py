"""The event-driven engine: a neuron is updated only at its events, and its closed form bridges the
time between two events exactly.

:class:`EventDriven` takes a network and returns what it did. It lays the network out in continuous
time and gives it to :class:`~neurolib.engines.events.events.Events`, which makes flat arrays and
tables of numbers of it, over which the loop of :mod:`~neurolib.engines.events.loop` runs, compiled
or not. A recorded voltage is computed after the run, in :mod:`~neurolib.engines.events.sampling`;
where a current changes in time, or a rule has a learner of its own, ``Events`` reads it as time
passes.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from types import MappingProxyType
from typing import Any

import numpy as np

from ... import _jit
from ...model import ParameterError
from ...network import Network
from ...neurons.neuron import leaps
from ...plasticity.learner import Watching
from ...recording import NetworkRun, multiples
from ...units import ms
from ..clocked.clocked import Clocked
from ..engine import Engine, Job, Switch, WeightRecorder, delivery_time, train_of
from ..layout import Layout, in_continuous_time, lay_out, snapped
from ..learning import learning
from ..learning.states import states_of
from ..operations import counted_events
from .events import SAMPLE, Events, label_of, samples_in
from .loop import run_events
from .sampling import voltage

STRIDES = 1000  # the first stretch of time, after which an interrupt is seen, is one of so many
# seconds of work on the plain path: for a spike, and for a synapse that it reaches
PER_SPIKE, PER_SYNAPSE = 60e-6, 50e-9
CHECK_TICK = 0.1 * ms  # tick of the clocked run with which one is compared


class EventDriven(Engine):
    r"""Let time pass from event to event: a spike arrives, a neuron reaches its threshold, a
    refractory time ends.

    Between two events, the closed form gives the state of a neuron exactly. With the time t since
    its last event,

    .. math::

        V(t) = V_\infty + \left(V(0) - V_\infty\right) e^{-t/\tau} + \sum_s P_s(t)\, I_s(0), \qquad
        I_s(t) = I_s(0)\, e^{-t/\tau_s} \tag{1}
        t^* = \min \{ t : V(t) \ge V_T \} \tag{2}

    where :math:`V_\infty` is the voltage at rest under the constant current, and :math:`\tau` the
    time constant of the membrane. :math:`P_s(t)` is what a synaptic current of 1 A, which decays
    with :math:`\tau_s`, has added to V after a time t: equation (7) of
    :class:`~neurolib.neurons.LIF`. Spikes that arrive at one time are added up before the threshold
    is tested; times that are whole multiples of a common tick meet exactly. Spike times are exact
    up to rounding. Where jumps of V act on a neuron, it has reached its threshold when it is within
    1e-12 V of it, because sums of jumps round. A jump of V (a delta synapse) that arrives at the
    very end of a refractory time is lost, as with ``Clocked``; NEST's precise ``iaf_psc_delta_ps``
    counts it. Where delays add up to the refractory time, spikes differ from there on.

    So where all synapses are delta synapses, all times lie on one grid, and no neuron reaches the
    threshold without an arrival, the spikes are those of ``Clocked``, for equal neurons, too. In
    other networks one kind of tie is undecided. Take two equal neurons without a refractory time
    that both fire under their currents at an interval T, one of them started d later, and a synapse
    with the delay d from the other one to it. It crosses at d + T, which is the root of an
    equation, and the spike arrives at T + d, which is a sum. The two are equal in mathematics and
    differ by rounding, which no rule of order can undo, and whether one spike or two follow depends
    on it. Give such neurons unequal currents.

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
        places = self._places(record, layout, samples_in(duration))
        simulation, switch = self._choose_path(layout)
        # ``sampling`` asks a rule what it has delivered (``rule.delivered``), which one with a
        # learner of its own, which no compiled loop knows, need not know: then values are read as
        # time passes
        has_own_learner = any(rule.learner not in learning.COMPILED for rule in layout.rules)
        if _driven(layout) or (has_own_learner and places):
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
        obstacle = obstacle or learning.obstacle(layout)

        def seconds_of(spikes: list[float] | None = None) -> float:
            return delivery_time(layout, PER_SPIKE, PER_SYNAPSE, spikes)

        def kept() -> bool:
            return _jit.kept(run_events, label_of(layout.rules[0] if layout.rules else None))

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
        samples = samples_in(done * unit) + 1
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
