r"""The engine that lets NEST compute: :class:`Nest` hands the network that the library has laid out
to the simulator NEST, and takes its spikes.

:class:`Nest` is a clocked engine whose ticks are NEST's. It checks a network as
:class:`~neurolib.engines.clocked.clocked.Clocked` does and takes the same layout: the same synapses,
weights, delays, voltages at the start and input. :func:`counterpart` chooses the model of NEST for
each neuron block, and :class:`NestSteps` builds it and lets it run.

**Arrivals.** A spike at the end of tick k arrives at the end of tick k + d in both, acts on V at
once (delta) or from the next tick on, and the end of a refractory time is the same tick.

**STDP.** In NEST the whole delay of a ``stdp_synapse`` is dendritic: it is the postsynaptic spike
that reaches the synapse late. Here it is axonal. So a relay (``parrot_neuron``) takes all of the
delay but one tick, which NEST needs, and a pair with the lag :math:`\Delta t` of
:class:`~neurolib.plasticity.stdp.STDP` has in NEST the lag

.. math::

    \Delta t' = \Delta t + 2\, dt \tag{1}

because the arrival counts a tick early and the postsynaptic spike a tick late. The amplitudes

.. math::

    A_+' = A_+\, e^{2\, dt/\tau_+}, \qquad A_-' = A_-\, e^{-2\, dt/\tau_-} \tag{2}

make the change of a weight the same at all lags but 0, −1 and −2 ticks, where the sign of (1) is
another one.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, NamedTuple

import numpy as np

from ..currents import CHUNK
from ..model import ParameterError, Quantity, needs
from ..network import Network
from ..neurons import LIF, AdEx
from ..plasticity import STDP
from ..plasticity.traces import BOUNDS
from ..units import ms, mV, nS, pA, pF, show, us
from .clocked.clocked import STEP, Clocked
from .clocked.every_tick import remark
from .engine import Job, Switch
from .layout import NEAR, Layout, NeuronBlock, SynapseGroup
from .session import Session
from .simulation import Place, Simulation, Weights

THREADS = Quantity("", "threads of each process", 1, 1024)
AT_ONCE = 2**21  # synapses that are handed over at a time
TINY = 1e-30  # in place of an A_plus of 0, by which NEST divides A_minus
MODELS = {
    (LIF, "delta"): "iaf_psc_delta",
    (LIF, "exponential"): "iaf_psc_exp",
    (LIF, "conductance"): "iaf_cond_exp",
    (AdEx, "delta"): "aeif_psc_delta",
    (AdEx, "exponential"): "aeif_psc_exp",
    (AdEx, "conductance"): "aeif_cond_exp",
}
UNIT = {"delta": mV, "exponential": pA, "conductance": nS}  # of a weight in NEST
# (name in NEST, name here, unit in NEST) of the parameters of both models, and of each
SHARED = [("C_m", "C", pF), ("E_L", "E_L", mV), ("V_reset", "V_R", mV), ("V_th", "V_T", mV)]
LEAK = [("g_L", "g_L", nS)]
ADAPTATION = [("Delta_T", "Delta_T", mV), ("V_peak", "V_peak", mV), ("a", "a", nS)]
ADAPTATION += [("b", "b", pA), ("tau_w", "tau_w", ms)]


class Nest(Clocked):
    """Let NEST compute the ticks: for networks that are too large for :class:`Clocked`.

    NEST 3.10 runs on several threads, and built with MPI in several processes. The network, its
    input and what is counted are those of :class:`Clocked`: synapses, weights, delays and the
    trains of Poisson sources are drawn by the library and replayed. A run resets NEST's kernel, in
    which nothing else survives.

    Neurons are ``iaf_psc_delta``, ``iaf_psc_exp`` (with more than two kinds of synapses
    ``iaf_psc_exp_multisynapse``), ``iaf_cond_exp``, ``aeif_psc_delta``, ``aeif_psc_exp`` and
    ``aeif_cond_exp``. What can be expected of the spikes, beside those of :class:`Clocked` at the
    same tick:

    - LIF with delta or exponential synapses: equal. Both are exact on the grid; sums are rounded in
      another order, which decides where V touches its threshold within about 1e-12 V.
    - LIF with conductances: NEST integrates with an error of up to 1e-3 mV and 1e-3 nS a step of
      its own, :class:`Clocked` with an error of order 2 in dt.
    - AdEx: NEST resets V within a tick, where it passes the peak, and :class:`Clocked` at its end.
      Jumps by delta synapses act within the tick before which they arrive.
    - Learning by :class:`~neurolib.plasticity.stdp.STDP` (``stdp_synapse``): pairs with lags of 0,
      −1 and −2 ticks count as pairs with lags of 2, 1 and 0 ticks do; an arrival delivers the
      weight after it has lowered it; a postsynaptic spike raises a weight when the next arrival
      comes, so that weights lack what followed their last arrival; and spikes of one sender in one
      tick are one to the rule.

    Refused are all other neurons and rules, other pairings than all-to-all, learning delta
    synapses, crossbars, noise currents, sessions, and spikes of a source at 0 s.

    In several processes (``mpirun -n 2 python script.py``; NEST and ``mpi4py`` must be there), each
    process runs the same script, lays out the network, builds its own part of it in NEST and
    returns the whole run. Spikes do not depend on the number of threads and processes.

    Sources: M.-O. Gewaltig and M. Diesmann, Scholarpedia 2(4):1430 (2007),
    doi:10.4249/scholarpedia.1430, for NEST; S. Rotter and M. Diesmann, Biological Cybernetics
    81:381 (1999), doi:10.1007/s004220050570, for ``iaf_psc_exp`` and ``iaf_psc_delta``; H. Meffin,
    A. N. Burkitt and D. B. Grayden, Journal of Computational Neuroscience 16:159 (2004),
    doi:10.1023/B:JCNS.0000014108.03012.81, for ``iaf_cond_exp``; R. Brette and W. Gerstner, J.
    Neurophysiology 94:3637 (2005), doi:10.1152/jn.00686.2005, for ``aeif``; R. Gütig et al., J.
    Neuroscience 23:3697 (2003), doi:10.1523/JNEUROSCI.23-09-03697.2003, for ``stdp_synapse``.

    Parameters
    ----------
    dt : float, default 0.1 ms
        Length of a tick, s: a whole number of microseconds.
    threads : int, default 1
        Threads of each process.

    Raises
    ------
    ParameterError
        For a tick or a number of threads out of range.
    """

    def __init__(self, dt: float = 0.1 * ms, threads: int = 1) -> None:
        self.dt, self.method = STEP.number(dt, "Nest's dt"), "RK4"
        self.threads = THREADS.whole(threads, "Nest's threads")
        if abs(self.dt / us - max(1, round(self.dt / us))) > NEAR:
            raise ParameterError(
                f"Nest's dt is {show(self.dt, 's')}; expected a whole number of microseconds, in "
                f"which NEST counts time, as in Nest(dt=0.1*ms)."
            )

    def __repr__(self) -> str:
        return f"Nest(dt={STEP._typed(self.dt)}" + (
            ")" if self.threads == 1 else f", threads={self.threads})"
        )

    def start(self, net: Network, seed: int = 0, record: Any = None) -> Session:
        """Refuse a session: NEST's state can be neither stored nor restored.

        Raises
        ------
        ParameterError
            In any case.
        """
        raise ParameterError(
            f"Nest has no sessions, because NEST's state can be neither stored nor restored; type "
            f"Clocked(dt={self.dt / ms:g}*ms).start(net)."
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
        _expect_alike(net, self.dt)
        job = super()._job(net, duration, seed, record, snapshots, layout)
        if simulated(job).processes > 1:
            job.stride = job.end  # all processes have to run the same stretches
        return job

    def _choose_path(
        self, layout: Layout, rows: list[Place], V: np.ndarray
    ) -> tuple[Simulation, Switch | None]:
        simulation = NestSteps(layout, self.threads, rows, V)
        self._story = simulation.story
        return simulation, None

    def _reference(self) -> Nest:
        return Nest(self.dt / 2, self.threads)

    def _remark(self, simulation: Simulation) -> str:
        return remark(simulation).replace("Clocked(", "Nest(")


def simulated(job: Job) -> NestSteps:
    """Return the simulation of a job of :class:`Nest`."""
    simulation: Any = job.simulation
    return simulation


# --- what is refused ------------------------------------------------------------------------------


def _expect_alike(net: Network, dt: float) -> None:
    """Refuse what NEST cannot do, or would do in another way."""
    instead = f"Run it with Clocked(dt={dt / ms:g}*ms)"
    for population in net.populations:
        if type(population.neuron) not in (LIF, AdEx):
            name = type(population.neuron).__name__
            raise ParameterError(
                f"{population.name} are {name}, which Nest does not know; expected LIF or AdEx. "
                f"{instead}."
            )
        if population.drive and population.drive.noise.any():
            raise ParameterError(
                f"{population.name} has a noise current, of which NEST would draw another one. "
                f"{instead}."
            )
    taus: dict[Any, float] = {}
    for p in net.projections:
        if p.crossbar is not None:
            raise ParameterError(
                f"{p.name} reads its weights from a crossbar, which NEST has not. {instead}."
            )
        if p.plasticity is None:
            continue
        rule: Any = p.plasticity
        if type(rule) is not STDP or rule.pairing != "all-to-all" or p.synapse.kind == "delta":
            raise ParameterError(
                f"{p.name} has {p.synapse.kind} synapses that learn by {rule!r}; Nest knows "
                f'exponential and conductance synapses with STDP(pairing="all-to-all") alone. '
                f"{instead}."
            )
        if p.delay < 2 * dt * (1 - NEAR):
            raise ParameterError(
                f"The delay of {p.name}, which learns, is {show(float(p.delay), 's')}; expected "
                f"two ticks or more, {show(2 * dt, 's')}: NEST needs one for a relay and one for "
                f"its synapse. {instead}."
            )
        if taus.setdefault(p.post, rule.tau_minus) != rule.tau_minus:
            raise ParameterError(
                f"{p.name} learns with a tau_minus of {show(rule.tau_minus, 's')}, and others onto "
                f"{p.post.name} with {show(taus[p.post], 's')}; expected one, because NEST keeps "
                f"it with the neuron. {instead}."
            )


def _expect_later(layout: Layout) -> None:
    """Refuse spikes of a source at 0 s."""
    for source in layout.sources:
        if (source.when < 1).any():
            raise ParameterError(
                f"{source.group.name} sends a spike at 0 s, which NEST cannot; expected "
                f"{show(layout.unit, 's')} or later. Type a later time and a shorter delay, or run "
                f"it with Clocked(dt={layout.unit / ms:g}*ms)."
            )


# --- models ---------------------------------------------------------------------------------------


class Port(NamedTuple):
    """Where the synapses of a receptor act: what a weight is divided by, NEST's ``receptor_type``,
    and the names of what is recorded there, which add up.
    """

    unit: float
    number: int
    recorded: tuple[str, ...]


class Counterpart(NamedTuple):
    """The model of NEST for a neuron block, its parameters, and a port for each receptor, or for
    jumps of V.
    """

    model: str
    parameters: dict[str, Any]
    ports: list[Port]


def counterpart(layout: Layout, q: int) -> Counterpart:
    """Return the model of NEST for the block ``q``, or refuse synapses that no model has."""
    block, groups = layout.blocks[q], [group for group in layout.groups if group.block == q]
    receptors, neuron = block.receptors, type(block.members[0].neuron)
    kinds = {projection.synapse.kind for group in groups for projection in group.projections}
    kind, *others = sorted(kinds) or ["exponential"]
    names, instead = block.members[0].name, f"Clocked(dt={layout.unit / ms:g}*ms)"
    if others:
        raise ParameterError(
            f"{names} has {' and '.join(sorted(kinds))} synapses, and NEST has no model with both; "
            f"run it with {instead}."
        )
    model, parameters = MODELS[neuron, kind], _parameters(block, kind)
    parameters["t_ref"] = block.refractory * layout.unit / ms
    parameters["V_th"] = parameters["V_th"] - block.tolerance / mV
    if kind == "delta":
        return Counterpart(model, parameters, [Port(mV, 0, ())])
    up, down = (
        [
            r
            for r in range(len(receptors))
            if all(_lies(group, side) for group in groups if group.receptor == r)
        ]
        for side in (1, -1)
    )
    if kind == "conductance" and len(receptors) <= 2:
        parameters |= {
            name: value
            for end, r in zip(("ex", "in"), receptors, strict=False)
            for name, value in ((f"tau_syn_{end}", r.tau / ms), (f"E_{end}", r.E_rev / mV))
        }
        ports = [Port(nS, 0, ("g_ex",)), Port(-nS, 0, ("g_in",))]
    elif kind == "exponential" and len(receptors) <= 1:
        parameters |= {f"tau_syn_{end}": r.tau / ms for end in ("ex", "in") for r in receptors}
        ports = [Port(pA, 0, ("I_syn_ex", "I_syn_in"))]
    elif kind == "exponential" and len(receptors) == 2 and {*up, *down} == {0, 1} and up and down:
        first = 0 if 0 in up and 1 in down else 1
        ends = ("ex", "in") if first == 0 else ("in", "ex")
        parameters |= {f"tau_syn_{e}": r.tau / ms for e, r in zip(ends, receptors, strict=True)}
        ports = [Port(pA, 0, (f"I_syn_{end}",)) for end in ends]
    elif kind == "exponential" and neuron is LIF:
        taus = [r.tau / ms for r in receptors]
        model, parameters["tau_syn"] = "iaf_psc_exp_multisynapse", taus
        ports = [Port(pA, r + 1, (f"I_syn_{r + 1}",)) for r in range(len(receptors))]
        if equal := sorted({tau for tau in taus if np.any(parameters["tau_m"] == tau)}):
            raise ParameterError(
                f"{names} has {len(receptors)} kinds of synapses, one with the time constant of "
                f"its membrane, {equal[0]:g} ms; NEST's {model} needs others. Type another tau, as "
                f"in tau={1.001 * equal[0]:g}*ms, or run it with {instead}."
            )
    else:
        raise ParameterError(
            f"{names} has {len(receptors)} kinds of {kind} synapses (tau, E_rev), and NEST's "
            f"{model} has two, of which one excites and one inhibits; run it with {instead}."
        )
    return Counterpart(model, parameters, ports)


def _lies(group: SynapseGroup, side: int) -> bool:
    """Return whether no weight of a group ever has the other sign than ``side``."""
    weights = np.append(group.weights, group.largest)
    return bool((side * weights >= 0).all())


def _parameters(block: NeuronBlock, kind: str) -> dict[str, Any]:
    """Return the parameters of a block in NEST's names and units: one number, or one a neuron."""
    neuron: Any = block.neuron
    own = {name: block.state[neuron.state.index(name)] for name in neuron.own}
    of = {name: own.get(name, getattr(neuron, name)) for name in neuron.quantities()}
    adapts = "tau_w" in of
    names = SHARED + (ADAPTATION if adapts else []) + (LEAK if adapts or kind[0] == "c" else [])
    found = {name: of[here] / unit for name, here, unit in names}
    if "g_L" not in found:
        found["tau_m"] = of["C"] / of["g_L"] / ms
    found |= {"V_m": block.state[0] / mV, "I_e": block.I / pA}
    return {
        name: float(np.ravel(value)[0]) if np.ptp(value) == 0 else value
        for name, value in found.items()
    }


# --- the simulation -------------------------------------------------------------------------------


@contextmanager
def _refusing(nest: Any) -> Iterator[None]:
    """Say what NEST refuses as an error of this library."""
    try:
        yield
    except nest.NESTError as refused:
        raise ParameterError(f"NEST refuses this network: {refused}") from refused


class NestSteps:
    """A network in NEST's kernel; ``done`` of its ticks have passed. ``places`` are block and place
    in its state of each row of ``V``.
    """

    path = "NEST"
    kernel: ClassVar[Any] = None  # the simulation that NEST holds now

    def __init__(self, layout: Layout, threads: int, places: list[Place], V: np.ndarray) -> None:
        _expect_later(layout)
        self.layout, self.places, self.V, self.done = layout, places, V, 0
        self.models = [counterpart(layout, q) for q in range(len(layout.blocks))]
        os.environ.setdefault("PYNEST_QUIET", "1")  # no greeting
        self.nest = nest = needs("nest", "Nest", "nest-simulator", "nest")
        self.processes = nest.num_processes
        self.gather = needs("mpi4py.MPI", "Nest").COMM_WORLD if self.processes > 1 else None
        nest.ResetKernel()
        nest.verbosity = nest.VerbosityLevel.ERROR
        nest.resolution = layout.unit / ms
        nest.total_num_virtual_procs = threads * self.processes
        nest.keep_source_table = bool(layout.rules)  # it is read with the weights
        NestSteps.kernel, self.tick = self, layout.unit / ms
        self.kept: Weights | None = None  # before NEST ran on to hand over what it recorded
        self.changes = list(_changes(layout))
        self.learning = [b for b, group in enumerate(layout.groups) if group.rule]
        with _refusing(nest):
            self._build()
        neurons = sum(block.n for block in layout.blocks)
        models = ", ".join(dict.fromkeys(each.model for each in self.models))
        self.story = (
            f"{layout.end} ticks of {neurons} neurons by NEST {nest.__version__} ({models}), with "
            f"{threads} thread{'s' * (threads > 1)} in {self.processes} "
            f"process{'es' * (self.processes > 1)}."
        )

    # --- building ---

    def _build(self) -> None:
        """Create neurons, sources and recorders, and connect them."""
        nest, layout = self.nest, self.layout
        self.nodes = [self._neurons(q) for q in range(len(layout.blocks))]
        senders = self.nodes + [self._generators(source) for source in layout.sources]
        self.first = [int(nodes[0].global_id) for nodes in senders]
        self.local = [np.ravel(nodes.local) if self.gather else None for nodes in self.nodes]
        self.relays = {b: self._relay(b, senders) for b in self.learning}
        for b in range(len(layout.groups)):
            self._connect(b)
        delays = [int(group.delay.min(initial=layout.end)) for group in layout.groups]
        # a shorter delay would let the processes meet more often
        after = {"delay": min(delays, default=1) * self.tick if not self.learning else self.tick}
        self.recorders = [nest.Create("spike_recorder") for _ in self.nodes]
        for nodes, recorder in zip(self.nodes, self.recorders, strict=True):
            nest.Connect(nodes, recorder, syn_spec=after)
        self.meters = {q: self._meter(q, after) for q in dict.fromkeys(q for q, _ in self.places)}
        nest.Prepare()

    def _neurons(self, q: int) -> Any:
        """Return the neurons of the block ``q``."""
        model, parameters, _ = self.models[q]
        own = {name: each for name, each in parameters.items() if isinstance(each, np.ndarray)}
        self.nest.CopyModel(
            model, f"block_{q}", {name: parameters[name] for name in parameters.keys() - own.keys()}
        )
        return self.nest.Create(f"block_{q}", self.layout.blocks[q].n, params=own or None)

    def _generators(self, source: Any) -> Any:
        """Return a generator for each sender of a source."""
        order = np.argsort(source.indices, kind="stable")
        counts = np.bincount(source.indices, minlength=source.n)
        trains = np.split(source.when[order] * self.tick, np.cumsum(counts)[:-1])
        return self.nest.Create(
            "spike_generator", source.n, params=[{"spike_times": train} for train in trains]
        )

    def _relay(self, b: int, senders: list[Any]) -> int:
        """Return the first of the relays that take all but a tick of the delay of a group that
        learns, and enter its rule.
        """
        nest, group = self.nest, self.layout.groups[b]
        rule, post, dt = group.rule, group.projections[0].post, self.layout.unit
        above, below = BOUNDS[rule.bounds].above, BOUNDS[rule.bounds].below
        up = max(rule.eta * rule.A_plus * math.exp(2 * dt / rule.tau_plus), TINY)  # (2)
        down = rule.eta * rule.A_minus * math.exp(-2 * dt / rule.tau_minus)  # (2)
        nest.CopyModel(
            "stdp_synapse",
            f"learning_{b}",
            {
                "Wmax": group.largest / self._port(group).unit,
                "lambda": up,
                "alpha": down / up,
                "tau_plus": rule.tau_plus / ms,
                "mu_plus": -above[1],
                "mu_minus": below[1],
            },
        )
        start = self.layout.places[post][1]
        self.nodes[group.block][start : start + post.n].tau_minus = rule.tau_minus / ms
        relays = nest.Create("parrot_neuron", len(senders[group.sender]))
        delay = (int(group.delay) - 1) * self.tick
        nest.Connect(senders[group.sender], relays, "one_to_one", {"delay": delay})
        return int(relays[0].global_id)

    def _port(self, group: SynapseGroup) -> Port:
        """Return where the synapses of a group act."""
        return self.models[group.block].ports[max(0, group.receptor)]

    def _connect(self, b: int) -> None:
        """Hand the synapses of a group over, those onto neurons of this process."""
        nest, group = self.nest, self.layout.groups[b]
        port, learns = self._port(group), b in self.relays
        # all synapses of a generator are of one model
        differ = group.weights.ndim > 0 or group.sender >= len(self.nodes)
        first = self.relays[b] if learns else self.first[group.sender]
        delay = np.ones((), dtype=int) if learns else group.delay
        model, local = f"learning_{b}" if learns else "static_synapse", self.local[group.block]
        if not differ:
            model = f"equal_{b}"
            nest.CopyModel(
                "static_synapse_hom_w", model, {"weight": float(group.weights / port.unit)}
            )
        for start in range(0, len(group.targets), AT_ONCE):
            some = np.arange(start, min(start + AT_ONCE, len(group.targets)))
            if local is not None:
                some = some[local[group.targets[some]]]
            if not len(some):
                continue
            spec: dict[str, Any] = {"synapse_model": model}
            spec["delay"] = (
                np.full(len(some), delay if delay.ndim == 0 else delay[some]) * self.tick
            )
            if differ:
                weights = group.weights[some] if group.weights.ndim else group.weights
                spec["weight"] = np.full(len(some), weights / port.unit)
            if port.number:
                spec["receptor_type"] = np.full(len(some), port.number)
            pre = first + np.searchsorted(group.rows, some, side="right") - 1
            post = self.first[group.block] + group.targets[some].astype(np.int64)
            nest.Connect(pre, post, "one_to_one", spec)

    def _meter(self, q: int, after: dict[str, float]) -> Any:
        """Return a multimeter for all that is recorded of the block ``q``, and the neurons."""
        block = self.layout.blocks[q]
        places = [place for each, place in self.places if each == q]
        names = {name for place in places for name in self._names(q, place)[0]}
        members = np.unique([place % block.n for place in places])
        meter = self.nest.Create(
            "multimeter", params={"record_from": sorted(names), "interval": self.tick}
        )
        self.nest.Connect(meter, self.nodes[q][members.tolist()], syn_spec=after)
        return meter, members

    def _names(self, q: int, place: int) -> tuple[tuple[str, ...], float]:
        """Return NEST's names of what stands at a place in the state, which add up, and their
        unit.
        """
        block = self.layout.blocks[q]
        row, states = place // block.n, block.neuron.state
        if row < len(states):
            return {"V": (("V_m",), mV), "w": (("w",), pA)}[states[row]]
        port = self.models[q].ports[row - len(states)]
        return port.recorded, abs(port.unit)

    # --- running ---

    def advance(self, until: int) -> None:
        """Let time pass up to the tick ``until``, currents changing where they do."""
        if NestSteps.kernel is not self:
            raise ParameterError(
                "Another run of Nest has reset NEST's kernel since, so that this one cannot go "
                "on; end one run before the next, as list(engine.stream(…)) does."
            )
        with _refusing(self.nest):
            while self.changes and self.changes[0][0] < until:
                tick, q, members, I = self.changes.pop(0)
                self._run_to(tick)
                self.nodes[q][members].I_e = I / pA if len(I) > 1 else float(I[0] / pA)
            self._run_to(until)

    def _run_to(self, tick: int) -> None:
        if tick > self.done:
            self.nest.Run((tick - self.done) * self.tick)
            self.done = tick

    def _events(self, recorder: Any, *names: str) -> list[np.ndarray]:
        """Return what a recorder of all processes holds: tick, NEST's number of the neuron, and
        what has these names.
        """
        events = recorder.events
        parts = [np.rint(events["times"] / self.tick).astype(np.int64), events["senders"]]
        return self._everywhere([*parts, *(events[name] for name in names)])

    def _everywhere(self, parts: list[np.ndarray]) -> list[np.ndarray]:
        """Return arrays with those of the other processes behind them."""
        if self.gather is None:
            return parts
        return [np.concatenate(each) for each in zip(*self.gather.allgather(parts), strict=True)]

    # --- what is returned ---

    def spikes(self, sender: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the ticks and the indices of the spikes of a block, or of a source after the
        blocks.
        """
        if sender >= len(self.nodes):
            source = self.layout.senders[sender]
            return source.when, source.indices
        when, who = self._events(self.recorders[sender])
        order = np.lexsort((who, when))
        return when[order], who[order] - self.first[sender]

    def weights(self) -> Weights:
        """Return each projection that learns, and its weights."""
        if self.kept is not None:
            return self.kept
        found: Weights = []
        for b in self.learning:
            group = self.layout.groups[b]
            i, j = group.projections[0].pairs(self.layout.seed)
            there = self.nest.GetConnections(synapse_model=f"learning_{b}")
            named = there.get(["source", "target", "weight"]) if len(there) else {}
            pre, post, w = self._everywhere(
                [np.ravel(named.get(name, [])) for name in ("source", "target", "weight")]
            )
            weights = np.empty(len(i))
            # sender by sender, target by target; a pair that is given twice has its weights in
            # the order of NEST
            weights[np.lexsort((j, i))] = w[np.lexsort((post, pre))] * self._port(group).unit
            found.append((group.projections[0], weights))
        return found

    def recorded(self) -> np.ndarray:
        """Return what was recorded (values, ticks)."""
        if self.places:
            self.kept = self.weights()
            # NEST hands over what it recorded when a slice of its time, the least delay, is over
            self.nest.Run(2 * max(self.nest.min_delay, self.tick))
        for q, (meter, members) in self.meters.items():
            block = self.layout.blocks[q]
            names = meter.record_from
            tick, who, *values = self._events(meter, *names)
            seen = tick <= self.done
            at = np.searchsorted(members, who[seen] - self.first[q]), tick[seen]
            tables = {name: np.zeros((len(members), self.V.shape[1])) for name in names}
            for name, of in zip(names, values, strict=True):
                tables[name][at] = of[seen]
            for row, (each, place) in zip(self.V, self.places, strict=True):
                if each != q:
                    continue
                called, unit = self._names(q, place)
                member = np.searchsorted(members, place % block.n)
                row[:] = sum(tables[name][member] for name in called) * unit
                row[0] = block.state.flat[place] if place < block.state.size else 0.0
        return self.V[:, : self.done + 1]

    def voltages(self) -> list[np.ndarray]:
        """Return nothing: NEST itself stops where a voltage leaves all bounds."""
        return [np.empty(0) for _ in self.nodes]

    def excesses(self) -> list[tuple[int, int, float]]:
        """Return nothing: NEST shortens the steps in which it integrates by itself."""
        return [(-1, 0, 0.0) for _ in self.nodes]

    def adjacent_spikes(self, q: int) -> int | None:
        """Return ``None``: how often a neuron fired in two ticks running is not counted."""
        return None


def _changes(layout: Layout) -> Iterator[tuple[int, int, slice, np.ndarray]]:
    """Yield when, in which block and for which members a current changes, and the currents, in the
    order of time; a current that changes within a tick has its mean there.
    """
    found, dt = [], layout.unit
    for q, block in enumerate(layout.blocks):
        for population, start in block.driven:
            drive: Any = population.drive
            ticks = np.unique(np.floor(drive.times / dt + NEAR).astype(np.int64)[:, None] + [0, 1])
            chunks: dict[int, np.ndarray] = {}
            for tick in ticks[ticks < layout.end].tolist():
                chunk, k = divmod(tick, CHUNK)
                if chunk not in chunks:
                    chunks = {chunk: population.currents(chunk, dt, layout.seed)}
                found.append((tick, q, slice(start, start + population.n), chunks[chunk][k]))
    yield from sorted(found, key=lambda change: change[0])
