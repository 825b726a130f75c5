"""The clocked engine: every neuron of a network advances at every step (tick), and spikes are seen
at the end of a step.

:class:`Clocked` takes a network and returns what it did. It lays the network out in steps and gives
it to :class:`~neurolib.engines.clocked.numba_steps.CompiledSteps`, or, where Numba is not there,
not worth loading or cannot run this network, to
:class:`~neurolib.engines.clocked.numpy_steps.PlainSteps`, which lets the steps pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy, deepcopy
from types import MappingProxyType
from typing import Any

import numpy as np

from ... import _jit
from ...connections import Drawn
from ...model import ParameterError, Quantity
from ...network import Network
from ...recording import NetworkRun
from ...units import ms, ns, show
from ..engine import Engine, Job, Switch, WeightRecorder, delivery_time, train_of
from ..layout import STEP_ROUNDING, Layout, NeuronBlock, in_steps, lay_out
from ..learning import learning
from ..learning.states import states_of
from ..operations import counted_in_steps
from ..simulation import Place, Simulation
from .adjacent_spikes import remark
from .conductances import expect_charge, expect_short
from .integrators import expect_step, known_method, stages
from .numba_steps import CompiledSteps, run_steps
from .numpy_steps import PlainSteps

STEP = Quantity("ms", "time step", 10 * ns, 10 * ms, (0.01 * ms, 1 * ms))
MOST_STEPS = 2e9
LARGE = 250_000  # neurons, from which on a run of 1 s takes more than some seconds
# processor time of NEST 3.10 over that of this engine, for CUBA with delays of 1.5 ms: 57 for
# 64,000 neurons and 127 for 256,000 on a busy machine, by tests/benchmarks/growth.py
NEST_COST = 100
# seconds of work on the plain path: for a spike, and for a synapse that it reaches
PER_SPIKE, PER_SYNAPSE = 3e-6, 15e-9
# the same for a step of a block, and of each of its neurons, by the form of the step: integrated, a
# leap under conductances, or a leap; see NeuronBlock in ``layout``
PER_STEP = {"integrated": (60e-6, 30e-9), "conducting": (15e-6, 15e-9), "leaping": (3e-6, 1e-9)}


class Clocked(Engine):
    r"""Let time pass in ticks: every neuron advances at each of them.

    In a tick every neuron advances (exactly where it has a closed form, else by ``method``),
    synaptic currents and conductances decay exactly, spikes that arrive at its end are added up,
    and then the threshold is tested:

    .. math::

        V_{k+1} = V_\infty + (V_k - V_\infty)\, e^{-\Delta t/\tau}
        + \sum_s P_s(\Delta t)\, I_{s,k} \tag{1}
        I_{s,k+1} = I_{s,k}\, e^{-\Delta t/\tau_s} + w \text{ for each arrival} \tag{2}

    where :math:`V_\infty` is the voltage at rest under the constant current, and :math:`\tau` the
    time constant of the membrane. :math:`P_s(\Delta t)` is what a synaptic current of 1 A, which
    decays with :math:`\tau_s`, adds to V in a tick: equation (7) of :class:`~neurolib.neurons.LIF`.
    Under conductances :math:`g_s`, which decay as the currents in (2) do, a neuron whose flow is
    linear in V takes a closed step with the mean :math:`\bar g_s` of each conductance over the
    tick:

    .. math::

        V_{k+1} = V_\infty + (V_k - V_\infty)\, e^{-(g_L + \sum_s \bar g_s)\, \Delta t/C}, \quad
        V_\infty = \frac{g_L E_L + I + \sum_s \bar g_s E_s}{g_L + \sum_s \bar g_s}, \quad
        \bar g_s = g_{s,k}\, \frac{\tau_s}{\Delta t} \left(1 - e^{-\Delta t/\tau_s}\right) \tag{3}

    V stays between E_L + I/g_L and the reversal potentials at any tick. Between arrivals the error
    is of order 2 in dt: :mod:`~neurolib.engines.clocked.conductances` derives it. Spike times are
    whole ticks, up to one tick late. Delays are whole ticks, one at least; those that a seed draws,
    and refractory times, are rounded to whole ticks, of which :meth:`explain` tells; input counts
    at the end of its tick, and a current that changes by its mean over each tick. Where jumps of V
    (delta synapses) act on a neuron, it has reached its threshold when it is within 1e-12 V of it:
    sums of jumps round, so that ten of 1.5 mV would else miss a threshold 15 mV away as often as
    not.

    Where there is no closed form, ``method="RK4"`` (Runge and Kutta, four evaluations of the flow a
    tick) has an error of order 4 in dt between arrivals; ``"Euler"`` costs a fourth and has order
    1. Both see a spike at the end of a tick, order 1, but late by different times: of AdEx under
    0.7 to 1 nA at dt = 0.1 ms, RK4 is 0.8 ticks late on the mean and Euler 3.1 (its upswing lags),
    for every interval anew. So RK4 is the default; Euler is what other simulators are compared
    with. Both need ticks that are short beside the time in which conductances move V. A run in
    which a tick is too long stops, with a sentence.

    Sources: R. Brette et al., J. Computational Neuroscience 23:349 (2007),
    doi:10.1007/s10827-007-0038-6, for the two strategies; S. Rotter and M. Diesmann, Biological
    Cybernetics 81:381 (1999), doi:10.1007/s004220050570, for exact integration. Used from chapter 1
    on.

    Parameters
    ----------
    dt : float, default 0.1 ms
        Length of a tick, s.
    method : str, default "RK4"
        "RK4" or "Euler", for neurons without a closed form.

    Raises
    ------
    ParameterError
        For a tick out of range and a method that there is not.
    """

    def __init__(self, dt: float = 0.1 * ms, method: str = "RK4") -> None:
        self.dt = STEP.number(dt, "Clocked's dt")
        self.method = known_method(method, "Clocked")

    def __repr__(self) -> str:
        return f"Clocked(dt={STEP._typed(self.dt)}" + (
            ")" if self.method == "RK4" else f", method={self.method!r})"
        )

    def _job(
        self,
        net: Network,
        duration: float,
        seed: int,
        record: Mapping[Any, Any],
        snapshots: int,
        layout: Layout | None = None,
    ) -> Job:
        steps = self._steps(duration)
        # the layout of a session, if one goes on; the copy is the network as it is now
        layout, net = layout or lay_out(net, seed, steps * self.dt), copy(net)
        places = self._places(record, layout, steps)
        self._expect_short_ticks(layout)
        layout = in_steps(layout, self.dt, steps)
        in_order = [place for found in places.values() for place in found]
        simulation, switch = self._choose_path(
            layout, in_order, np.full((len(in_order), steps + 1), np.nan)
        )
        self._said += _rounded(layout, self.dt)
        return Job(
            net=net,
            seed=seed,
            simulation=simulation,
            places=places,
            synapses=self._synapses(record, layout),
            recorder=WeightRecorder(net, snapshots, steps),
            end=steps,
            stride=1,
            switch=switch,
        )

    def _expect_short_ticks(self, layout: Layout) -> None:
        """Refuse ticks that are too long for neurons that are integrated by stages."""
        for block in layout.blocks:
            if block.staged:
                expect_step(
                    block.neuron, self.dt, "Clocked", block.rests if block.neuron.own else None
                )
                expect_charge(block, self.method, stages(self.method, self.dt), self.dt)

    def _end_after(self, now: int, duration: float, unit: float, owed: float) -> int:
        if duration < self.dt * (1 - 1e-9):
            raise ParameterError(
                f"Session.run's duration is {show(duration, 's')}, below one tick; "
                f"expected {show(self.dt, 's')} or more, or a session of "
                f"Clocked(dt={duration / ms:g}*ms)."
            )
        return self._steps((now + max(1, round((duration + owed) / self.dt))) * self.dt)

    def _steps(self, duration: float) -> int:
        steps = round(duration / self.dt)
        if not 1 <= steps <= MOST_STEPS:
            raise ParameterError(
                f"Clocked's duration is {show(duration, 's')}, {steps} ticks of "
                f"{show(self.dt, 's')}; expected 1 to {MOST_STEPS:.0e}."
            )
        return steps

    def _choose_path(
        self, layout: Layout, places: list[Place], values: np.ndarray
    ) -> tuple[Simulation, Switch | None]:
        """Choose the path, and keep the reason."""
        neurons = sum(block.n for block in layout.blocks)
        per_tick = sum(_seconds_per_step(block) for block in layout.blocks)

        def seconds_of(spikes: list[float] | None = None) -> float:
            delivery = delivery_time(layout, PER_SPIKE, PER_SYNAPSE, spikes)
            return float(layout.end * per_tick + delivery)

        def compiled() -> Simulation:
            return CompiledSteps(layout, self.method, places, values)

        integrated = [type(b.neuron).__name__ for b in layout.blocks if b.integrated]

        def kept() -> bool:
            return _jit.kept(run_steps, integrated[0] if integrated else "leaps")

        shown = f"{layout.end} ticks of {neurons} neurons"
        compiled_at_once = self._takes_compiled_path(
            shown, seconds_of(), obstacle(layout), "NumPy path", kept
        )
        self._said += _past_one_processor(neurons, self.dt)
        if compiled_at_once:
            return compiled(), None
        return PlainSteps(layout, self.method, places, values), self._switch(seconds_of, compiled)

    def _reference(self) -> Clocked:
        return Clocked(self.dt / 2, self.method)

    def _remark(self, simulation: Simulation) -> str:
        return remark(simulation)

    def _expect_sound(self, simulation: Simulation) -> None:
        """Refuse to go on where a step was too long for a neuron: for its conductances, or its
        voltage left all bounds.
        """
        blocks, done = simulation.layout.blocks, simulation.done
        for block, (tick, who, G) in zip(blocks, simulation.excesses(), strict=True):
            if 0 <= tick < done:
                expect_short(block, (tick, who, G), self.method, self.dt)
        for block, V in zip(blocks, simulation.voltages(), strict=True):
            if np.isnan(V).any() or (V == np.inf).any():
                raise ParameterError(
                    f"The voltage of {block.members[0].name} left all bounds before "
                    f"{show(done * self.dt, 's')}: Clocked's dt is "
                    f"too long for it, or for its synapses. Type a shorter one, as in "
                    f"Clocked(dt={self.dt / 10 / ms:g}*ms), or weaker "
                    f"weights."
                )

    def _result(self, job: Job, note: str) -> NetworkRun:
        simulation, net = job.simulation, job.net
        layout, done = simulation.layout, simulation.done
        sent = []
        for sender in range(len(layout.senders)):
            when, who = simulation.spikes(sender)
            before = slice(0, np.searchsorted(when, done, side="right"))
            sent.append((when[before], who[before]))
        # the trains of populations and sources, and the unit of their times in s
        trains = {part: (*train_of(part, layout, sent), self.dt) for part in net.groups}
        states, row, values = {}, 0, simulation.recorded()
        for key, rows in job.places.items():
            states[key] = values[row : row + len(rows)]
            row += len(rows)
        if job.synapses:
            states |= states_of(job.synapses, layout, sent, np.arange(done + 1))
        counts = MappingProxyType(counted_in_steps(layout, sent, done))
        # before the copies: to read the cells of a crossbar sets their time to now
        learned = dict(simulation.weights())
        on_cells = [group for group in layout.groups if group.cells]
        arrays = {group.projections[0]: deepcopy(group.cells) for group in on_cells}
        return NetworkRun(
            net=net,
            engine=repr(self),
            seed=job.seed,
            duration=done * self.dt,
            sent=trains,
            counts=counts,
            samples=done + 1,
            step=self.dt,
            states=states,
            learned=learned,
            filmed=job.recorder.recorded(self.dt),
            note=note,
            arrays=arrays,
        )


def _seconds_per_step(block: NeuronBlock) -> float:
    """Return the seconds of work that a step of a block is on the plain path."""
    form = "integrated" if block.integrated else "conducting" if block.conducting else "leaping"
    per_block, per_neuron = PER_STEP[form]
    return per_block + per_neuron * block.n


def _past_one_processor(neurons: int, dt: float) -> tuple[str, ...]:
    """Return a remark on the simulator for networks that are large for one processor."""
    if neurons < LARGE:
        return ()
    return (
        f"This engine uses one processor. NEST needs about {NEST_COST} times its processor time "
        f"for a network of this size, but spreads it over many: with more than {NEST_COST} of "
        f"them, or on several machines, type Nest(dt={dt / ms:g}*ms, threads=…).",
    )


def _rounded(layout: Layout, dt: float) -> tuple[str, ...]:
    """Return sentences on the times that were rounded to whole ticks: delays that a seed draws, and
    refractory times.
    """
    sentences = list[str]()
    found = [p for group in layout.groups for p in group.projections if isinstance(p.delay, Drawn)]
    names = [p.name for p in found]
    if names:
        more = f" and {len(names) - 3} more projections" if len(names) > 3 else ""
        sentences.append(
            f"The drawn delays of {', '.join(names[:3])}{more} were rounded to ticks of "
            f"{show(dt, 's')}, one at least."
        )
    for block in layout.blocks:
        given, used = np.ravel(block.refractory_in_s), np.ravel(block.refractory) * dt
        off = np.flatnonzero(np.abs(given - used) > STEP_ROUNDING * dt)
        if off.size:
            first = f"{show(float(given[off[0]]), 's')}, was rounded to ticks, "
            sentences.append(
                f"The refractory time of {block.members[0].name}, {first}"
                f"{show(float(used[off[0]]), 's')}."
            )
    return tuple(sentences)


def obstacle(layout: Layout) -> str | None:
    """Return why a network cannot run compiled, or ``None``."""
    if not _jit.enabled():
        return "Numba is not installed or is switched off"
    if any(group.cells for group in layout.groups):
        return (
            "weights are read from the cells of a crossbar, which the compiled loop does not know"
        )
    if reason := learning.obstacle(layout):
        return reason
    models = list(dict.fromkeys(type(block.neuron) for block in layout.blocks if block.integrated))
    if len(models) > 1:
        return (
            f"{' and '.join(m.__name__ for m in models)} need Runge and Kutta, and the "
            f"compiled loop holds one such model"
        )
    return None
