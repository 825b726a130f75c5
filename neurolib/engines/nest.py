r"""The engine that lets NEST compute: :class:`Nest` hands the network that the library has laid out
to the simulator NEST, and takes its spikes.

:class:`Nest` is a clocked engine whose ticks are NEST's. It checks a network as
:class:`~neurolib.engines.clocked.clocked.Clocked` does and takes the same layout: the same
synapses, weights, delays, voltages at the start and input. :func:`counterpart` chooses the model of
NEST for each population, and :class:`NestSteps` builds the network and lets it run.

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
from ..network import Group, Network, Population
from ..neurons import LIF, AdEx
from ..plasticity import STDP
from ..plasticity.traces import BOUNDS
from ..units import ms, mV, nS, pA, pF, show, us
from .clocked.adjacent_spikes import remark
from .clocked.clocked import STEP, Clocked
from .engine import Job, Switch
from .layout import STEP_ROUNDING, Layout, NeuronBlock, Source, SynapseGroup
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

    - LIF with delta or exponential synapses: the spikes are equal, because both engines are exact
      on the grid. They add up in a different order, so that a spike can differ only where V comes
      within about 1e-12 V of its threshold.
    - LIF with conductances: NEST integrates with an error of up to 1e-3 mV and 1e-3 nS a step of
      its own, :class:`Clocked` with an error of order 2 in dt.
    - AdEx: NEST resets V within a tick, where it passes the peak, and :class:`Clocked` at its end.
      Jumps by delta synapses act within the tick before which they arrive.
    - Learning by :class:`~neurolib.plasticity.stdp.STDP` (``stdp_synapse``): the weights differ
      in four ways. First, pairs with lags of 0 and −1 ticks strengthen the synapse, and pairs with
      a lag of −2 ticks change nothing. Second, an arrival first lowers the weight and then delivers
      the new weight. Third, a postsynaptic spike raises the weight only when the next arrival
      comes, so that at the end of a run the changes since the last arrival are missing. Fourth,
      several spikes of one sender in one tick count as one.

    The engine refuses all other neurons and rules, pairings other than all-to-all, learning by
    delta synapses, learning synapses with a delay for each or with a delay below two ticks, rules
    onto one population that differ in ``tau_minus``, synapses of two kinds (delta, exponential,
    conductance) onto one population, crossbars, noise currents, currents of synapses at the start,
    sessions, and spikes of a source at 0 s.

    In several processes (``mpirun -n 2 python script.py``; NEST and ``mpi4py`` must be there), each
    process runs the same script, lays out the network, builds its own part of it in NEST and
    returns the whole run. Nothing is drawn in NEST, so that the spikes are the same on any number
    of threads and processes, but for the order in which sums are rounded.

    Sources: M.-O. Gewaltig and M. Diesmann, Scholarpedia 2(4):1430 (2007),
    doi:10.4249/scholarpedia.1430, for NEST; S. Rotter and M. Diesmann, Biological Cybernetics
    81:381 (1999), doi:10.1007/s004220050570, for ``iaf_psc_exp`` and ``iaf_psc_delta``; H. Meffin,
    A. N. Burkitt and D. B. Grayden, Journal of Computational Neuroscience 16:159 (2004),
    doi:10.1023/B:JCNS.0000014108.03012.81, for ``iaf_cond_exp``; R. Brette and W. Gerstner, J.
    Neurophysiology 94:3637 (2005), doi:10.1152/jn.00686.2005, for ``aeif``; R. Gütig et al., J.
    Neuroscience 23:3697 (2003), doi:10.1523/JNEUROSCI.23-09-03697.2003, for ``stdp_synapse``.

    Threads and processes wait for each other once per shortest delay of the network. If this delay
    is one tick, or if other programs use the processors, two threads may take longer than one.

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
        if abs(self.dt / us - max(1, round(self.dt / us))) > STEP_ROUNDING:
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
        simulation: Any = job.simulation
        if simulation.processes > 1:
            job.stride = job.end  # all processes have to run the same stretches
        return job

    def _expect_short_ticks(self, layout: Layout) -> None:
        """Accept all: NEST shortens the steps in which it integrates."""

    def _choose_path(
        self, layout: Layout, places: list[Place], values: np.ndarray
    ) -> tuple[Simulation, Switch | None]:
        simulation: Any = NestSteps(layout, self.threads, places, values)
        self._tell(simulation.shown, simulation.way)
        self._path = simulation.path
        return simulation, None

    def _reference(self) -> Nest:
        return Nest(self.dt / 2, self.threads)

    def _remark(self, simulation: Simulation) -> str:
        return remark(simulation).replace("Clocked(", "Nest(")


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
        if p.initial is not None:
            raise ParameterError(
                f"{p.name} has a current or conductance at the start, which NEST's models do not "
                f"all have. {instead}."
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
        if p.delay.ndim:
            raise ParameterError(
                f"{p.name} learns and has a delay for each synapse; Nest needs one delay for all, "
                f"because the relays before its synapses share it. {instead}."
            )
        if p.delay < 2 * dt * (1 - STEP_ROUNDING):
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
    """The model of NEST for a population, its parameters, and a port for each receptor of the
    block; -1 is that of jumps of V.
    """

    model: str
    parameters: dict[str, Any]
    ports: dict[int, Port]


def counterpart(layout: Layout, population: Population) -> Counterpart:
    """Return the model of NEST for a population, or refuse synapses that no model has."""
    q, start = layout.offsets[population]
    groups = [
        group
        for group in layout.groups
        if any(projection.post is population for projection in group.projections)
    ]
    kinds = sorted({group.projections[0].synapse.kind for group in groups}) or ["exponential"]
    if len(kinds) > 1:
        raise ParameterError(
            f"{population.name} has {' and '.join(kinds)} synapses, and NEST has no model with "
            f"both. Run it with Clocked(dt={layout.unit / ms:g}*ms)."
        )
    members = slice(start, start + population.n)
    parameters = _parameters(layout.blocks[q], members, kinds[0] == "conductance", layout.unit)
    model = MODELS[type(population.neuron), kinds[0]]
    if kinds == ["delta"]:
        return Counterpart(model, parameters, {-1: Port(mV, 0, ())})
    sides: dict[int, set[int]] = {}  # of each receptor: the signs that no weight has
    for group in groups:
        sides.setdefault(group.receptor, {1, -1}).intersection_update(_unused_signs(group))
    found = _ports(kinds[0], sides)
    receptors = layout.blocks[q].receptors
    if found is None and model == "iaf_psc_exp":
        model, taus = "iaf_psc_exp_multisynapse", [receptors[r].tau / ms for r in sides]
        if equal := sorted({tau for tau in taus if np.any(parameters["tau_m"] == tau)}):
            raise ParameterError(
                f"{population.name} has {len(taus)} kinds of synapses, one with the time constant "
                f"of its membrane, {equal[0]:g} ms; NEST's {model} needs others. Type another tau, "
                f"or run it with Clocked(dt={layout.unit / ms:g}*ms)."
            )
        parameters["tau_syn"] = taus
        found = {r: Port(pA, k, (f"I_syn_{k}",)) for k, r in enumerate(sides, 1)}
    if found is None:
        raise ParameterError(
            f"{population.name} has {len(sides)} kinds of {kinds[0]} synapses (tau, E_rev), and "
            f"NEST's {model} has two, of which one excites and one inhibits. Run it with "
            f"Clocked(dt={layout.unit / ms:g}*ms)."
        )
    for r, port in found.items():
        for name in port.recorded if model != "iaf_psc_exp_multisynapse" else ():
            end = name[-2:]
            parameters[f"tau_syn_{end}"] = receptors[r].tau / ms
            if kinds == ["conductance"]:
                parameters[f"E_{end}"] = receptors[r].E_rev / mV
    return Counterpart(model, parameters, found)


def _ports(kind: str, unused: dict[int, set[int]]) -> dict[int, Port] | None:
    """Return the port of each receptor, given the signs that its weights never have, where two
    ports are enough: NEST takes weights above 0 to the first and others to the second.
    """
    receptors = list(unused)
    if kind == "conductance" and len(receptors) <= 2:
        both = Port(nS, 0, ("g_ex",)), Port(-nS, 0, ("g_in",))
        return dict(zip(receptors, both, strict=False))
    if kind == "exponential" and len(receptors) <= 1:
        return {r: Port(pA, 0, ("I_syn_ex", "I_syn_in")) for r in receptors}
    if kind == "exponential" and len(receptors) == 2:
        for up, down in receptors, receptors[::-1]:
            if -1 in unused[up] and 1 in unused[down]:
                return {up: Port(pA, 0, ("I_syn_ex",)), down: Port(pA, 0, ("I_syn_in",))}
    return None


def _unused_signs(group: SynapseGroup) -> set[int]:
    """Return the signs, 1 and -1, that no weight of a group ever has."""
    ends = [group.weights.min(initial=0), group.weights.max(initial=0), group.largest]
    return {sign for sign in (1, -1) if all(sign * weight <= 0 for weight in ends)}


def _parameters(block: NeuronBlock, members: slice, conducts: bool, dt: float) -> dict[str, Any]:
    """Return the parameters and the state at the start of some neurons of a block in NEST's names
    and units: one number, or one a neuron.
    """
    neuron: Any = block.neuron
    own = {name: block.state[neuron.state.index(name), members] for name in neuron.own}
    of = {name: own.get(name, getattr(neuron, name)) for name in neuron.quantities()}
    adapts = isinstance(neuron, AdEx)
    names = SHARED + ADAPTATION * adapts + LEAK * (adapts or conducts)
    found = {name: of[here] / unit for name, here, unit in names}
    found["V_th"] = found["V_th"] - block.tolerance / mV
    if not adapts and not conducts:
        found["tau_m"] = of["C"] / of["g_L"] / ms
    found["V_m"] = block.state[0, members] / mV
    if adapts:
        found["w"] = block.state[1, members] / pA
    found["I_e"] = np.broadcast_to(block.I, block.n)[members] / pA
    found["t_ref"] = np.broadcast_to(block.refractory, block.n)[members] * dt / ms
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
    in its state of each row of ``values``.
    """

    path = "NEST"
    kernel: ClassVar[Any] = None  # the simulation that NEST holds now

    def __init__(
        self, layout: Layout, threads: int, places: list[Place], values: np.ndarray
    ) -> None:
        _expect_later(layout)
        self.layout, self.places, self.values, self.done = layout, places, values, 0
        self.populations = [population for block in layout.blocks for population in block.members]
        self.models = {each: counterpart(layout, each) for each in self.populations}
        os.environ.setdefault("PYNEST_QUIET", "1")  # no greeting
        self.nest = nest = needs("nest", "Nest", "nest-simulator", "nest")
        self.processes = nest.num_processes
        self.gather = needs("mpi4py.MPI", "Nest").COMM_WORLD if self.processes > 1 else None
        self.tick, self.changes = layout.unit / ms, list(_changes(layout))
        self.learning = [b for b, group in enumerate(layout.groups) if group.rule]
        self.kept: Weights | None = None  # before NEST ran on to hand over what it recorded
        NestSteps.kernel = self
        nest.ResetKernel()
        nest.verbosity = nest.VerbosityLevel.ERROR
        nest.resolution = self.tick
        nest.total_num_virtual_procs = threads * self.processes
        nest.keep_source_table = bool(self.learning)  # it is read with the weights
        # the compressed ones of several processes end NEST 3.10 (a segmentation fault) in networks
        # of small populations
        nest.use_compressed_spikes = self.processes == 1
        with _refusing(nest):
            self._build()
        neurons = sum(block.n for block in layout.blocks)
        models = ", ".join(dict.fromkeys(each.model for each in self.models.values()))
        self.shown = f"{layout.end} ticks of {neurons} neurons"
        self.way = (
            f"by NEST {nest.__version__} ({models}), with {threads} thread{'s' * (threads > 1)} in "
            f"{self.processes} process{'es' * (self.processes > 1)}."
        )

    # --- building ---

    def _build(self) -> None:
        """Create neurons, sources and recorders, and connect them."""
        nest, layout = self.nest, self.layout
        # first of all nodes, because a synapse of this kind reaches the first 65,534 alone; others
        # take 32 kB a neuron
        self.recorders = [nest.Create("spike_recorder") for _ in layout.blocks]
        self.nodes: dict[Group, Any] = {each: self._neurons(each) for each in self.populations}
        self.nodes |= {source.group: self._generators(source) for source in layout.sources}
        first = [*(block.members[0] for block in layout.blocks), *(s.group for s in layout.sources)]
        self.first = [int(self.nodes[group][0].global_id) for group in first]
        self.relays = {b: self._relay(b) for b in self.learning}
        for b, group in enumerate(layout.groups):
            for post in dict.fromkeys(projection.post for projection in group.projections):
                self._connect(b, post)
        delays = [
            1 if group.rule else int(group.delay.min(initial=1000)) for group in layout.groups
        ]
        # a shorter delay would let threads and processes meet more often
        after = {"delay": min(delays, default=1) * self.tick}
        light = after | {"synapse_model": "static_synapse_hom_w_hpc"}
        for population in self.populations:
            recorder = self.recorders[layout.offsets[population].sender]
            nest.Connect(self.nodes[population], recorder, syn_spec=light)
        self.meters = [self._meter(population, after) for population in self.populations]
        nest.Prepare()

    def _neurons(self, population: Population) -> Any:
        """Return the neurons of a population."""
        model, parameters, _ = self.models[population]
        own = {name: each for name, each in parameters.items() if isinstance(each, np.ndarray)}
        self.nest.CopyModel(
            model,
            f"population_{population.number}",
            {name: parameters[name] for name in parameters.keys() - own.keys()},
        )
        nodes = self.nest.Create(f"population_{population.number}", population.n)
        if own:
            nodes.set(_of_each(own))
        return nodes

    def _generators(self, source: Source) -> Any:
        """Return a generator for each sender of a source."""
        who = source.indices.astype(np.int64)
        counts = np.bincount(who, minlength=source.n)
        when = source.when[np.argsort(who, kind="stable")] * self.tick
        trains = [{"spike_times": train} for train in np.split(when, np.cumsum(counts)[:-1])]
        return self.nest.Create("spike_generator", source.n, params=trains)

    def _relay(self, b: int) -> int:
        """Return the number of the first of the relays that take all but a tick of the delay of a
        group that learns, and enter its rule.
        """
        nest, group = self.nest, self.layout.groups[b]
        projection, rule, dt = group.projections[0], group.rule, self.layout.unit
        bounds, port = BOUNDS[rule.bounds], self._port(group, projection.post)
        up = max(rule.eta * rule.A_plus * math.exp(2 * dt / rule.tau_plus), TINY)  # (2)
        down = rule.eta * rule.A_minus * math.exp(-2 * dt / rule.tau_minus)  # (2)
        parameters = {
            "weight": group.largest / port.unit,
            "Wmax": group.largest / port.unit,
            "lambda": up,
            "alpha": down / up,
            "tau_plus": rule.tau_plus / ms,
            "mu_plus": abs(bounds.above[1]),
            "mu_minus": abs(bounds.below[1]),
        }
        nest.CopyModel("stdp_synapse", f"learning_{b}", parameters)
        self.nodes[projection.post].tau_minus = rule.tau_minus / ms
        relays = nest.Create("parrot_neuron", projection.pre.n)
        delay = (int(group.delay) - 1) * self.tick
        nest.Connect(self.nodes[projection.pre], relays, "one_to_one", {"delay": delay})
        # numbers of senders count from the first of the block
        return int(relays[0].global_id) - self.layout.offsets[projection.pre].start

    def _port(self, group: SynapseGroup, post: Population) -> Port:
        """Return where the synapses of a group act on a population."""
        return self.models[post].ports[group.receptor]

    def _connect(self, b: int, post: Population) -> None:
        """Hand over the synapses of a group onto a population, those of this process."""
        nest, group = self.nest, self.layout.groups[b]
        port, learns = self._port(group, post), b in self.relays
        # all synapses of a generator are of one model
        differ = learns or group.weights.ndim > 0 or group.sender >= len(self.layout.blocks)
        weights, delays = np.asarray(group.weights / port.unit), np.asarray(group.delay)
        model = f"learning_{b}" if learns else "static_synapse"
        if learns:  # NEST asks for their sign, even where they are 0
            sign = np.sign(group.largest / port.unit)
            weights, delays = sign * np.maximum(sign * weights, TINY), np.ones((), dtype=np.int64)
        if not differ:
            model = f"equal_{b}_{post.number}"
            nest.CopyModel("static_synapse_hom_w", model, {"weight": float(weights)})
        start = self.layout.offsets[post].start
        wanted = np.zeros(self.layout.blocks[group.block].n, dtype=bool)
        wanted[start : start + post.n] = self.nodes[post].local if self.gather else True
        for first in range(0, len(group.targets), AT_ONCE):
            some = np.arange(first, min(first + AT_ONCE, len(group.targets)))
            if not wanted.all():
                some = some[wanted[group.targets[some]]]
            if not len(some):
                continue
            spec: dict[str, Any] = {"synapse_model": model}
            spec["delay"] = _each(delays, some) * self.tick
            if differ:
                spec["weight"] = _each(weights, some)
            if port.number:
                spec["receptor_type"] = np.full(len(some), port.number)
            rows = np.searchsorted(group.rows, some, side="right") - 1
            pre = rows + (self.relays[b] if learns else self.first[group.sender])
            onto = group.targets[some] + np.int64(self.first[group.block])
            nest.Connect(pre, onto, "one_to_one", spec)

    def _meter(self, population: Population, after: dict[str, float]) -> Any:
        """Return a multimeter for all that is recorded of a population, the neurons, and which
        rows of ``values`` they fill: row, neuron, names in NEST and their unit.
        """
        q, start = self.layout.offsets[population]
        n, rows = self.layout.blocks[q].n, []
        for row, (block, place) in enumerate(self.places):
            if block == q and start <= place % n < start + population.n:
                rows.append((row, place % n - start, *self._names(population, place // n)))
        if not rows:
            return None
        members = np.unique([member for _, member, *_ in rows])
        names = sorted({name for *_, names, _ in rows for name in names})
        meter = self.nest.Create("multimeter", params={"record_from": names, "interval": self.tick})
        self.nest.Connect(meter, self.nodes[population][members.tolist()], syn_spec=after)
        return meter, members, names, rows

    def _names(self, population: Population, k: int) -> tuple[tuple[str, ...], float]:
        """Return NEST's names of what stands in the row ``k`` of a state, which add up, and their
        unit.
        """
        states = self.layout.blocks[self.layout.offsets[population].sender].neuron.state
        if k < len(states):
            return {"V": (("V_m",), mV), "w": (("w",), pA)}[states[k]]
        port = self.models[population].ports[k - len(states)]
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
                tick, population, I = self.changes.pop(0)
                self._run_to(tick)
                self.nodes[population].set(_of_each({"I_e": np.asarray(I / pA)}))
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
        tick, who = (
            np.rint(part).astype(np.int64)
            for part in (events["times"] / self.tick, events["senders"])
        )
        return self._everywhere([tick, who, *(events[name] for name in names)])

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
        if sender >= len(self.recorders):
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
            unit = self._port(group, group.projections[0].post).unit
            weights[np.lexsort((j, i))] = w[np.lexsort((post, pre))] * unit
            found.append((group.projections[0], weights))
        return found

    def recorded(self) -> np.ndarray:
        """Return what was recorded (values, ticks)."""
        if self.places:
            self.kept = self.weights()
            # NEST hands over what it recorded when a slice of its time, the least delay, is over
            self.nest.Run(2 * max(self.nest.min_delay, self.tick))
        for population, found in zip(self.populations, self.meters, strict=True):
            if found is None:
                continue
            meter, members, names, rows = found
            tick, who, *columns = self._events(meter, *names)
            who -= int(self.nodes[population][0].global_id)
            seen = tick <= self.done
            at = np.searchsorted(members, who[seen]), tick[seen]
            tables = {name: np.zeros((len(members), self.values.shape[1])) for name in names}
            for name, column in zip(names, columns, strict=True):
                tables[name][at] = column[seen]
            state = self.layout.blocks[self.layout.offsets[population].sender].state
            for row, member, called, unit in rows:
                k = np.searchsorted(members, member)
                self.values[row] = sum(tables[name][k] for name in called) * unit
                _, place = self.places[row]
                self.values[row, 0] = state.flat[place] if place < state.size else 0.0
        return self.values[:, : self.done + 1]

    def voltages(self) -> list[np.ndarray]:
        """Return nothing: NEST itself stops where a voltage leaves all bounds."""
        return [np.empty(0) for _ in self.recorders]

    def excesses(self) -> list[tuple[int, int, float]]:
        """Return nothing: NEST shortens the steps in which it integrates by itself."""
        return [(-1, 0, 0.0) for _ in self.recorders]

    def adjacent_spikes(self, q: int) -> int | None:
        """Return ``None``: how often a neuron fired in two ticks running is not counted."""
        return None


def _each(values: np.ndarray, some: np.ndarray) -> np.ndarray:
    """Return the values of some synapses, which may share one."""
    return values[some] if values.ndim else np.full(len(some), values)


def _of_each(values: dict[str, np.ndarray]) -> list[dict[str, float]]:
    """Return a dictionary for each of some nodes: NEST takes arrays only where all nodes are of
    this process.
    """
    columns = [column.tolist() for column in values.values()]
    return [dict(zip(values, row, strict=True)) for row in zip(*columns, strict=True)]


def _changes(layout: Layout) -> Iterator[tuple[int, Population, np.ndarray]]:
    """Yield the ticks from which a current is another one, the population and its currents, in the
    order of time; a current that changes within a tick has its mean there.
    """
    found, dt = [], layout.unit
    for population in (each for block in layout.blocks for each, _ in block.driven):
        drive: Any = population.drive
        ticks = np.unique(
            np.floor(drive.times / dt + STEP_ROUNDING).astype(np.int64)[:, None] + [0, 1]
        )
        chunks: dict[int, np.ndarray] = {}
        for tick in ticks[ticks < layout.end].tolist():
            chunk, k = divmod(tick, CHUNK)
            if chunk not in chunks:
                chunks = {chunk: population.currents(chunk, dt, layout.seed)}
            found.append((tick, population, chunks[chunk][k]))
    yield from sorted(found, key=lambda change: change[0])
