"""A network is a description: populations of neurons, sources of spikes, and the projections
between them.

It knows no clock. An engine lets time pass over it, with a seed; everything random in it (who
projects to whom, voltages at the start, Poisson input) is drawn from that seed by a stream of its
own, so that every engine runs the same network on the same input.
"""

from __future__ import annotations

import contextlib
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import numpy as np

from . import currents
from .connections import (
    TRIED,
    Chosen,
    Connections,
    Drawn,
    Numbers,
    Pairs,
    PerSynapse,
    Places,
    Probability,
    View,
    chosen,
    connect,
    drawn,
    entries,
    indices,
    inside,
    is_sparse,
    members,
    per_synapse,
)
from .model import EDGE, ParameterError, Quantity, is_empty, meant, read_only
from .neurons.checks import singular
from .neurons.lif import VOLTAGE
from .neurons.neuron import Neuron, each, own_parameters
from .plasticity.learner import ASKED, LearningRule
from .plasticity.timing import SpikeTiming
from .trains import ORDER, PoissonTrains, RateInTime, RenewalTrains
from .trains import SOURCE_RATE as SOURCE_RATE
from .units import mS, ms, mV, nA, nS, pA, pS, s, show, us, uV

if TYPE_CHECKING:
    from .crossbar import Crossbar

__all__ = ["Group", "Network", "Poisson", "Population", "Projection", "Replay", "Synapse", "View"]

SIZE = Quantity("", "number of senders", 1, 1e7)
DELAY = Quantity("ms", "delay of transmission", 1 * us, 500 * ms, (0.1 * ms, 20 * ms))
TAU = Quantity("ms", "time constant of the synapse", 10 * us, 10 * s, (1 * ms, 100 * ms))
TIME = Quantity("ms", "times of spikes", 0.0, 1e7 * s)
WEIGHTS = {  # by size one tells a jump of voltage from a current or a conductance
    "delta": Quantity(
        "mV",
        "weight of a delta synapse: a jump of the voltage, in volts",
        -0.5,
        0.5,
        (0.1 * mV, 20 * mV),
    ),
    "exponential": Quantity(
        "pA",
        "weight of an exponential synapse: a jump of the current, in amperes",
        -100 * nA,
        100 * nA,
        (1 * pA, 1000 * pA),
    ),
    "conductance": Quantity(
        "nS",
        "weight of a conductance synapse: a jump of the conductance, in siemens",
        0.0,
        0.1 * mS,
        (0.1 * nS, 100 * nS),
    ),
}
STATE = Quantity("", "state variable at the start", -1e6, 1e6)
FASTEST = 1e6  # V/s, with which V may begin to move where other state variables are given
SMALLEST = {"delta": 0.1 * uV, "exponential": 1e-18, "conductance": 0.001 * pS}
InSteps = tuple[Sequence[float] | np.ndarray, Sequence[float] | Sequence[Numbers] | np.ndarray]
Rate = Numbers | InSteps | Callable[[float], Numbers] | Callable[[np.ndarray], Numbers]
Times = Sequence[Sequence[float] | np.ndarray] | tuple[Sequence[float] | np.ndarray, Places]
UNITS = {"delta": "V", "exponential": "A", "conductance": "S"}  # of the weight, by kind of synapse
PURPOSES = ("start", "input", "wiring", "plasticity", "weights", "delays", "noise")


def stream(seed: int, purpose: str, number: int, *more: int) -> np.random.Generator:
    """Return the random generator for one purpose of one part of a network, independent of all
    others of the same seed.
    """
    return np.random.default_rng(
        np.random.SeedSequence(seed, spawn_key=(PURPOSES.index(purpose), number, *more))
    )


@dataclass(frozen=True, eq=False, repr=False)
class Group:
    """Senders of spikes: ``n`` of them under one ``name``, the group of this ``number`` in its
    network.
    """

    name: str
    number: int
    n: int

    def __len__(self) -> int:
        return self.n

    def __repr__(self) -> str:
        return f"<{self.name}: {self.n} × {self.kind}>"

    @property
    def kind(self) -> str:
        """What each member is, in words."""
        return "sender"

    def __getitem__(self, some: Chosen) -> View:
        """Return some of the members: ``pop[:80]``, ``pop[3]``, ``pop[[1, 5]]`` or, by a mask,
        ``pop[x > 0]``.
        """
        return View(self, chosen(some, self.n, self.name))

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("members of a group are no numbers")  # and NumPy looks for no more


@dataclass(frozen=True, eq=False, repr=False)
class Population(Group):
    """``n`` neurons, alike but for ``own`` parameters, from ``V`` under a current ``I`` that
    ``drive`` changes; see the verb.
    """

    neuron: Neuron
    I: np.ndarray
    V: np.ndarray | str | None
    own: dict[str, np.ndarray]
    drive: currents.Drive | None
    others: dict[str, np.ndarray]  # at the start: other state variables than V

    @property
    def kind(self) -> str:
        """The neuron, and what it is driven by."""
        current = (
            ""
            if not self.I.any()
            else f", I={show(float(self.I.mean()), 'A')}" + (" on average" if self.I.ndim else "")
        )
        apart = "".join(
            f", {name} from {values.min():.3g} to {values.max():.3g}"
            for name, values in self.own.items()
        )
        return f"{self.neuron!r}{apart}{current}{self.drive or ''}"

    @property
    def rests(self) -> np.ndarray:
        """The state (variables, n) in which each neuron rests."""
        alike = np.repeat(np.array(self.neuron.rest())[:, None], self.n, axis=1)
        return (
            np.array([one.rest() for one in each(self.neuron, self.own)]).T if self.own else alike
        )

    @property
    def refractory(self) -> np.ndarray:
        """The refractory time, s: one number, or one for each neuron."""
        if "t_ref" not in self.own:
            return np.array(self.neuron.refractory)
        return np.array([one.refractory for one in each(self.neuron, self.own)])

    def currents(self, chunk: int, dt: float, seed: int) -> np.ndarray:
        """Return the currents in a chunk of ticks (ticks, n) of a population that is driven."""
        rng = stream(seed, "noise", self.number, chunk)
        drive: Any = self.drive
        values: np.ndarray = drive.in_ticks(chunk * currents.CHUNK, dt, self.n, rng)
        return values

    def start(self, seed: int) -> np.ndarray:
        """Return the state (variables, n) from which a run with this seed starts."""
        state = self.rests
        if isinstance(self.V, str):
            low, high = (self.own.get(name, getattr(self.neuron, name)) for name in ("V_R", "V_T"))
            state[0] = low + (high - low) * stream(seed, "start", self.number).random(self.n)
        elif self.V is not None:
            state[0] = self.V
        for name, values in self.others.items():
            state[self.neuron.state.index(name)] = values
        return state


@dataclass(frozen=True, eq=False, repr=False)
class Poisson(Group):
    """``n`` independent processes of the given ``rate`` (Hz, one number or n, or in time): Poisson
    processes, or of another ``order`` of the gamma distribution of their intervals.
    """

    rate: np.ndarray | RateInTime
    order: float = 1.0

    @property
    def kind(self) -> str:
        """The process and its rate."""
        name = "Poisson" if self.order == 1 else f"gamma of order {self.order:g}"
        if isinstance(self.rate, RateInTime):
            return f"{name}, rate in time"
        average = " on average" if self.rate.ndim else ""
        return f"{name}, {show(float(self.rate.mean()), 'Hz')}{average}"

    def trains(self, duration: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Return times in s and indices of all spikes before ``duration``, sorted: a longer run
        starts with the shorter one.
        """
        return self.inflow(seed).until(duration)

    def inflow(self, seed: int) -> PoissonTrains | RenewalTrains:
        """Return the processes as this seed draws them, to be drawn piece by piece."""
        rng = stream(seed, "input", self.number)
        if self.order != 1 or isinstance(self.rate, RateInTime):
            return RenewalTrains(self.n, self.rate, self.order, rng)
        return PoissonTrains(self.n, self.rate, rng)


@dataclass(frozen=True, eq=False, repr=False)
class Replay(Group):
    """Given trains: ``times`` in s, sorted, and the ``indices`` of those who send."""

    times: np.ndarray
    indices: np.ndarray

    @property
    def kind(self) -> str:
        """How many spikes there are."""
        return (
            f"train replayed, {len(self.times)} spike{'' if len(self.times) == 1 else 's'} in all"
        )

    def trains(self, duration: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Return times in s and indices of all spikes before or at ``duration``, sorted; the seed
        changes nothing.
        """
        count = np.searchsorted(self.times, duration, side="right")
        return self.times[:count], self.indices[:count]


class Synapse(NamedTuple):
    r"""What a spike does on arrival: the kind of synapse, and where it has them the time constant
    in s and the reversal potential in V.

    A spike that arrives at a synapse of weight w acts on its target in one of three ways:

    .. math::

        V \leftarrow V + w \tag{1}
        I_{\mathrm{syn}} \leftarrow I_{\mathrm{syn}} + w, \quad
            \tau\, \dot I_{\mathrm{syn}} = -I_{\mathrm{syn}} \tag{2}
        g \leftarrow g + w, \quad \tau\, \dot g = -g, \quad
            I_{\mathrm{syn}} = g\,(E_{\mathrm{rev}} - V) \tag{3}

    "delta" (1), "exponential" (2) and "conductance" (3). While a neuron is refractory its voltage
    is held: what (1) would add up to the end of that time, the last instant included, is lost, and
    currents and conductances go on decaying. Source: R. Brette et al., J. Computational
    Neuroscience 23:349 (2007), doi:10.1007/s10827-007-0038-6.
    """

    kind: str
    tau: float = 0.0
    E_rev: float = 0.0

    def __str__(self) -> str:
        tau = f", tau={show(self.tau, 's')}" if self.tau else ""
        return f"{self.kind}{tau}" + (
            f", E_rev={show(self.E_rev, 'V')}" if self.kind == "conductance" else ""
        )


@dataclass(frozen=True, eq=False, repr=False)
class Projection:
    """Synapses from ``pre`` to ``post``, found by the rule ``connections``.

    ``weight`` and ``delay`` are one number each, one a pair where pairs are given, a matrix (pre,
    post), or what the seed draws. Where there is a rule of ``plasticity``, ``weight`` is that at
    the start, and ``w_max`` the largest. The cells of a ``crossbar`` hold the weights where there
    is one.
    """

    name: str
    number: int
    pre: Group
    post: Population
    synapse: Synapse
    weight: Any
    delay: Any
    connections: Connections
    plasticity: Any = None
    w_max: float | None = None
    crossbar: Any = None
    initial: np.ndarray | None = None  # current or conductance at the start, for each target

    def pairs(self, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the indices (i, j) of sender and target of each synapse: as given, or drawn and
        sorted by i, then j.
        """
        i, j = self.connections.draw(stream(seed, "wiring", self.number))
        if (
            self.connections.given is None
            and self.weight.ndim == 2
            and self.plasticity is None
            and self.crossbar is None
        ):
            there = self.each(self.weight, i, j, seed) != 0
            return i[there], j[there]
        return i, j

    def each(self, values: Any, i: np.ndarray, j: np.ndarray, seed: int = 0) -> np.ndarray:
        """Return ``values`` (the weight or the delay) of each of the synapses (i, j), which a seed
        may draw.
        """
        if isinstance(values, Drawn):
            return values(stream(seed, values.purpose, self.number), len(i))
        return (
            values[self.connections.places(i, j)]
            if values.ndim == 2
            else np.broadcast_to(values, len(i))
        )

    def __repr__(self) -> str:
        weight, delay = (
            _span(values, unit)
            for values, unit in ((self.weight, UNITS[self.synapse.kind]), (self.delay, "s"))
        )
        largest = (
            "" if self.w_max is None else f" up to {show(self.w_max, UNITS[self.synapse.kind])}"
        )
        plastic = "" if self.plasticity is None else f", plasticity={self.plasticity!r}{largest}"
        cells = "" if self.crossbar is None else f", crossbar={self.crossbar!r}"
        return (
            f"<{self.name}: {self.connections}, weight {weight}, delay {delay}, "
            f"{self.synapse}{plastic}{cells}>"
        )


def _span(values: Any, unit: str) -> str:
    if isinstance(values, Drawn):
        return str(values)
    return (
        show(float(values), unit)
        if values.ndim == 0
        else f"{show(float(values.min()), unit)} to {show(float(values.max()), unit)}"
    )


class Network:
    """Populations, sources and projections, described one by one; an engine runs the whole.

    >>> from neurolib import LIF, Network
    >>> from neurolib.units import Hz, ms, mV
    >>> net = Network()
    >>> pre, post = net.poisson(100, rate=20*Hz), net.population(LIF(), 2)
    >>> net.project(pre, post, weight=0.6*mV, delay=1*ms)
    <Poisson → LIF: probability 1, weight 600 µV, delay 1 ms, delta>

    No part changes, and nothing writes into its arrays: to change one, ``net.remove`` it and add
    another, or ``set`` it in a session. Source of the form: PyNN's populations and projections, A.
    P. Davison et al., Frontiers in Neuroinformatics 2:11 (2009), doi:10.3389/neuro.11.011.2008.
    Used from chapter 1 on.
    """

    def __init__(self) -> None:
        # tuples, so that the copy that a run holds stays as it was
        self._groups: tuple[Group, ...] = ()
        self._projections: tuple[Projection, ...] = ()

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every population and source, in the order of their making."""
        return self._groups

    @property
    def populations(self) -> tuple[Population, ...]:
        """The populations of neurons among the groups."""
        return tuple(group for group in self._groups if isinstance(group, Population))

    @property
    def projections(self) -> tuple[Projection, ...]:
        """Every projection, in the order of their making."""
        return self._projections

    def population(
        self,
        neuron: Neuron,
        n: int,
        I: Numbers | InSteps = 0.0,
        V: Numbers | str | None = None,
        name: str | None = None,
        noise: Numbers = 0.0,
        **parameters: Numbers,
    ) -> Population:
        """Add ``n`` neurons of one model to the network.

        Neurons with parameters of their own are integrated by the ``method`` of :class:`Clocked`,
        which :class:`EventDriven` cannot do; refractory times of their own change neither.
        Other forms of the current and the noise are in :mod:`neurolib.currents`.

        Parameters
        ----------
        neuron : Neuron
            Model of the neurons, as in ``LIF()``.
        n : int
            Number of neurons, 1 to 10,000,000.
        I : float, array of shape (n,) or tuple (times, values), default 0.0
            Input current, A. With a tuple, each value (a number or n of them, A) holds from its
            time (s) on, and the current is 0 before the first time.
        V : float, array of shape (n,) or "uniform", default None
            Voltage at the start, V. ``None`` is the resting voltage; with "uniform" the engine's
            seed draws values between V_R and V_T.
        name : str, default None
            Name of the population; ``None`` is the name of the model.
        noise : float or array of shape (n,), default 0.0
            Intensity σ of a white-noise current, A √s; for :class:`Clocked` only. For the ``sigma``
            (V) of ``LIF.rate`` type ``noise=g_L*sigma*sqrt(tau)``.
        **parameters : float or array of shape (n,)
            Parameters of the model that differ between neurons, as in ``V_T=rng.normal(-50, 1,
            n)*mV``; and values at the start of state variables other than V, by their names, as in
            ``w=20*pA`` for AdEx. Each is one number, or one for each neuron.

        Returns
        -------
        Population
            The neurons, to be given to :meth:`project` and to the methods of a run.

        Raises
        ------
        ParameterError
            For values out of range, shapes that do not fit, voltages at which the model fires, and
            parameters that the model does not have.
        """
        if not isinstance(neuron, Neuron):
            hint = (
                neuron.__name__
                if isinstance(neuron, type) and issubclass(neuron, Neuron)
                else "LIF"
            )
            raise ParameterError(
                f"population's neuron is {neuron!r:.60}; expected a neuron, as in "
                f"net.population({hint}(), 100)."
            )
        n = SIZE.whole(n, "population's n")
        if callable(I):
            raise ParameterError(
                f"population's I is {I!r:.60}; expected numbers in A, or steps, I=(times, values): "
                f"of "
                f"a function f type t = np.arange(0, 1, 1e-4) and I=(t, f(t))."
            )
        others = {
            name: _per_member(STATE, parameters.pop(name), n, f"population's {name}")
            for name in neuron.state[1:]
            if name in parameters
        }
        neuron, own = own_parameters(neuron, parameters, n)
        current, drive = currents.driving(I, noise, n)
        if isinstance(V, str):
            if V != "uniform" or not (hasattr(neuron, "V_R") and hasattr(neuron, "V_T")):
                raise ParameterError(
                    f"population's V is {V!r}; expected voltages, as in V=-60*mV, or "
                    f'"uniform" for a neuron that has V_R and V_T.'
                )
        elif V is not None:
            V = _per_member(VOLTAGE, V, n, "population's V")
        name, number = self._name(name, type(neuron).__name__), _free(self._groups)
        made = Population(name, number, n, neuron, current, V, own, drive, others)
        if isinstance(V, np.ndarray) or others:
            _expect_below_threshold(made)
        return self._add(made)

    def poisson(self, n: int, rate: Rate, name: str | None = None, order: float = 1.0) -> Poisson:
        """Add ``n`` independent Poisson processes, which the engine's seed draws.

        With another ``order`` the intervals between the spikes of a process are gamma-distributed;
        see :func:`~neurolib.trains.gamma`.

        Parameters
        ----------
        n : int
            Number of processes, 1 to 10,000,000.
        rate : float, array of shape (n,), tuple (times, values) or callable
            Rate of each process, Hz. With a tuple, each value (a number or n of them) holds from
            its time (s) on, and the rate is 0 before the first time. A function of t (s) returns
            the rate, and is held for steps of 0.1 ms.
        name : str, default None
            Name of the source; ``None`` is "Poisson".
        order : float, default 1.0
            Order k of the intervals: their coefficient of variation is 1/√k at a constant rate.

        Returns
        -------
        Poisson
            The source, to be given to :meth:`project`.

        Raises
        ------
        ParameterError
            For values out of range and shapes that do not fit.
        """
        n = SIZE.whole(n, "poisson's n")
        order = ORDER.number(order, "poisson's order")
        over = _in_time(rate, n) or _per_member(SOURCE_RATE, rate, n, "poisson's rate")
        name, number = self._name(name, "Poisson"), _free(self._groups)
        return self._add(Poisson(name, number, n, over, order))

    def spikes(self, times: Times, n: int | None = None, name: str | None = None) -> Replay:
        """Add senders that replay given trains of spikes.

        Parameters
        ----------
        times : list of arrays or tuple (times, indices)
            Spike times, s: one array for each sender, or all times with the index of the sender of
            each.
        n : int, default None
            Number of senders; the last ones may be silent. ``None`` is as many as have spikes.
        name : str, default None
            Name of the source; ``None`` is "spikes".

        Returns
        -------
        Replay
            The source, to be given to :meth:`project`.

        Raises
        ------
        ParameterError
            For times out of range, numbers of times and indices that differ, and indices of no
            sender.
        """
        if isinstance(times, tuple):
            if len(times) != 2:
                raise ParameterError(
                    f"spikes's times is a tuple of {len(times)}; expected (times, "
                    f"indices), or a list of trains."
                )
            t = np.ravel([] if is_empty(times[0]) else TIME.array(times[0], "spikes's times"))
            who = indices(times[1], "spikes's indices")
        elif isinstance(times, list) and times:
            trains = [
                np.ravel([] if is_empty(train) else TIME.array(train, "spikes's times"))
                for train in times
            ]
            who = np.repeat(np.arange(len(trains)), list(map(len, trains)))
            t, n = np.concatenate(trains), len(trains) if n is None else n
        else:
            raise ParameterError(
                f"spikes's times is {times!r:.60}; expected a list of trains, as in "
                f"[[10*ms, 20*ms], [15*ms]]."
            )
        if len(t) != len(who):
            raise ParameterError(
                f"spikes has {len(t)} times and {len(who)} indices; expected one index "
                f"for each time."
            )
        n = SIZE.whole(int(who.max(initial=0)) + 1 if n is None else n, "spikes's n")
        inside(who, n, "spikes's indices")
        order = np.lexsort((who, t))
        return self._add(
            Replay(self._name(name, "spikes"), _free(self._groups), n, t[order], who[order])
        )

    def project(
        self,
        pre: Group | View,
        post: Population | View,
        weight: PerSynapse,
        delay: PerSynapse,
        probability: Probability = 1.0,
        pairs: Pairs | None = None,
        synapse: str = "delta",
        tau: float | None = None,
        E_rev: float | None = None,
        plasticity: LearningRule | None = None,
        w_max: float | None = None,
        name: str | None = None,
        in_degree: int | None = None,
        out_degree: int | None = None,
        autapses: bool = True,
        crossbar: Crossbar | None = None,
        initial: Numbers = 0.0,
    ) -> Projection:
        """Add synapses from one group of neurons or sources to a population.

        Which pairs have a synapse is said by one of ``probability``, ``pairs``, ``in_degree`` and
        ``out_degree``.

        Parameters
        ----------
        pre : Group or View
            Senders, as in ``pop``, ``pop[:80]``, ``pop[3]``, ``pop[[1, 5]]`` or ``pop[x > 0]``.
        post : Population or View
            Targets.
        weight : float, array, matrix of shape (pre, post) or callable
            What a spike adds on arrival: V for delta, A for exponential and S for conductance
            synapses. One number; one for each of the ``pairs``; a matrix, dense or sparse, in which
            0 is no synapse unless it can learn; or drawn by the engine's seed, by a function of
            (rng, n) or a distribution of ``scipy.stats``.
        delay : float, array, matrix of shape (pre, post) or callable
            Time from a spike to its arrival, s, in the same forms. :class:`Clocked` needs whole
            ticks and rounds drawn delays to ticks, at least one.
        probability : float or callable, default 1.0
            Probability of a synapse for each pair, 0 to 1; or a function of two arrays, the numbers
            i of senders and j of targets within ``pre`` and ``post``, that returns it for each
            pair, or whether the pair has a synapse, as in ``lambda i, j: abs(i - j) < 10``.
        pairs : tuple of two arrays, list of tuples, sparse matrix or "one_to_one", default None
            Indices (i, j) of sender and target of each synapse.
        synapse : str, default "delta"
            "delta": the voltage jumps; "exponential": a current jumps and decays with ``tau``;
            "conductance": a conductance jumps, decays, and draws the voltage to ``E_rev``.
        tau : float, default None
            Time constant of the synapse, s; ``None`` is 5 ms.
        E_rev : float, default None
            Reversal potential of a conductance, V; ``None`` is 0 V.
        plasticity : LearningRule, default None
            Rule by which the weights learn, as in ``STDP()``.
        w_max : float, default None
            Largest weight of synapses that learn, in the unit of the weight; below 0 for
            inhibition. ``None`` is twice the largest weight at the start.
        name : str, default None
            Name of the projection; ``None`` is made of the names of both groups.
        in_degree : int, default None
            Number of different senders that are drawn for each target.
        out_degree : int, default None
            Number of different targets that are drawn for each sender.
        autapses : bool, default True
            Whether a neuron may have a synapse on itself.
        crossbar : Crossbar, default None
            Array whose cells hold the weights and learn by pulses, one cell for each pair; see
            :class:`~neurolib.crossbar.SynapticArray`.
        initial : float or array of shape (post,), default 0.0
            Current (A) or conductance (S) of the synapses onto each target at the start. Those of
            projections that act alike (in kind, ``tau`` and ``E_rev``) add up.

        Returns
        -------
        Projection
            The synapses, to be given to the methods of a run or of a session.

        Raises
        ------
        ParameterError
            For values out of range, shapes that do not fit, and weights whose size shows that they
            have the unit of another kind of synapse.
        """
        rule = {
            "probability": probability,
            "pairs": pairs,
            "in_degree": in_degree,
            "out_degree": out_degree,
            "autapses": autapses,
        }
        act = _synapse(synapse, tau, E_rev)
        return self._project(
            pre, post, weight, delay, act, plasticity, w_max, name, rule, crossbar, initial
        )

    def _project(
        self,
        pre: Any,
        post: Any,
        weight: Any,
        delay: Any,
        act: Synapse,
        plasticity: Any,
        w_max: Any,
        name: Any,
        rule: dict[str, Any],
        crossbar: Any,
        initial: Any,
    ) -> Projection:
        """Add a projection whose synapses act in this way, and are found by this rule."""
        pre, senders, label = members(pre, self.groups, "pre", "a population or a source")
        post, targets, onto = members(post, self.populations, "post", "a population of neurons")
        if is_sparse(weight) and rule["pairs"] is None:
            zeros = plasticity is not None
            *rule["pairs"], weight = entries(
                weight, len(senders), len(targets), "project's weight", zeros
            )
        found = connect(senders, targets, pre is post, **rule)
        w = _weights(act.kind, weight, found)
        d = drawn(DELAY, delay, "project's delay", "delays") or per_synapse(
            DELAY, delay, found, "project's delay"
        )
        largest = _learning(plasticity, w_max, w, act, post)
        w = w.bounded(largest) if isinstance(w, Drawn) and largest is not None else w
        label = self._name(name, f"{label} → {onto}")
        number = _free(self._projections)
        made = Projection(
            label,
            number,
            pre,
            post,
            act,
            w,
            d,
            found,
            plasticity,
            largest,
            crossbar,
            _initial(initial, act.kind, post, targets),
        )
        if crossbar is not None:
            from .crossbar.synapses import expect_cells

            expect_cells(made, [projection.crossbar for projection in self._projections])
        read_only(made, found)
        self._projections += (made,)
        return made

    def to_nir(self, dt: Any = 0.1 * ms, seed: int = 0, without: Any = ()) -> Any:
        r"""Return the network as a graph of NIR, which ``nir.write("model.nir", graph)`` writes.

        Voltages are in V and times in s. A spike has the area ``dt``, as most tools take it, which
        the graph says by r = τ/dt and in its metadata: its weights are jumps of the voltage in V,
        or of the drive R I of a CubaLIF, dt/τ of it. Sources become inputs; their spikes are no
        part of NIR. :func:`neurolib.from_nir` is the way back, with the same spikes.

        Parameters
        ----------
        dt : float, default 0.1 ms
            Time step of the tool that will run the graph, s. Shorter delays are refused.
        seed : int, default 0
            Seed that draws connections, weights and delays where the network leaves them to it.
        without : str or tuple, default ()
            What to leave out that NIR cannot say, some of "t_ref", "V", "initial", "noise",
            "plasticity" and "crossbar"; the metadata name it.

        Returns
        -------
        nir.NIRGraph
            LIF, CubaLIF, IF, LI, CubaLI and I nodes with their connections. Needs ``nir``.

        Raises
        ------
        ParameterError
            For what NIR cannot say: other neurons, conductances, refractory times, states at the
            start, noise, plasticity, and currents that change.

        Source: J. E. Pedersen et al., Nature Communications 15:8122 (2024),
        doi:10.1038/s41467-024-52259-9.
        """
        from .applications.bills.nir_write import written

        return written(self, dt, seed, without)

    def remove(self, part: Projection | Group | str) -> None:
        """Take a projection, or a group that has none, out of the network.

        What remains keeps its random numbers. The next part that is added gets the number of the
        part that was removed last, and so its random numbers.

        Parameters
        ----------
        part : Projection, Group or str
            What is removed, or its name.

        Raises
        ------
        ParameterError
            For a part of another network, and for a group that still has projections.
        """
        parts: list[Any] = [*self._projections, *self._groups]
        for candidate in parts:
            if candidate is part or (isinstance(part, str) and candidate.name == part):
                if used := [p.name for p in self._projections if candidate in (p.pre, p.post)]:
                    raise ParameterError(
                        f"{candidate.name} still has {', '.join(used)}; type "
                        f"net.remove({used[0]!r}) first."
                    )
                self._projections = tuple(p for p in self._projections if p is not candidate)
                self._groups = tuple(group for group in self._groups if group is not candidate)
                return
        names = [candidate.name for candidate in parts]
        raise ParameterError(
            f"remove of {part!r:.60}: not in this network, which has "
            f"{', '.join(names) or 'nothing'}.{meant(part, names)}"
        )

    def _add(self, group: Any) -> Any:
        read_only(group, *filter(None, [getattr(group, "drive", None)]))
        self._groups += (group,)
        return group

    def _name(self, given: str | None, usual: str) -> str:
        """Return the name that was given, or the usual one with a number where that is taken."""
        taken = {group.name for group in self._groups} | {
            projection.name for projection in self._projections
        }
        if given is None:
            return next(
                name
                for k in range(1, len(taken) + 2)
                if (name := usual if k == 1 else f"{usual} {k}") not in taken
            )
        if not isinstance(given, str) or not given or given in taken:
            raise ParameterError(
                f"The name {given!r:.60} is no text or taken; expected a name of its "
                f"own for each part of a network."
            )
        return given

    if not TYPE_CHECKING:  # a checker would take it for every name

        def __getattr__(self, name):
            hint = (
                "; an engine runs it: type EventDriven().run(net, 1*s)"
                if name in ("run", "stream")
                else ""
            )
            raise AttributeError(f"A network has no {name}{hint}.")

    def __repr__(self) -> str:
        parts = [f"  {part!r}" for part in (*self._groups, *self._projections)]
        return (
            "\n".join(["Network", *parts])
            if parts
            else "Network: empty; add neurons, as in net.population(LIF(), 100)"
        )


def _free(parts: Any) -> int:
    """Return the number of the next part: above all others."""
    return 1 + max((part.number for part in parts), default=-1)


def _synapse(kind: str, tau: Any, E_rev: Any) -> Synapse:
    """Return what a spike does on arrival, or refuse the kind of synapse, its time constant or its
    reversal potential.
    """
    if str(kind) not in UNITS:
        hint = meant(str(kind), UNITS, 0.3)
        if re.search("alpha|=|/dt|exp.*exp", str(kind)):
            hint = (
                " Synapses have no equations of their own. An alpha synapse, or another one with "
                "two time constants, is made of two projections of exponential synapses: the page "
                "coming-from.md of the guide has the recipe, in its table for NEST."
            )
        expected = f"expected one of {', '.join(map(repr, UNITS))}.{hint}"
        raise ParameterError(f"project's synapse is {kind!r:.60}; {expected}")
    tau = _used(TAU, tau, 5 * ms, "tau", kind, ("exponential", "conductance"))
    return Synapse(kind, tau, _used(VOLTAGE, E_rev, 0.0, "E_rev", kind, ("conductance",)))


def _used(
    quantity: Quantity, value: Any, usual: float, name: str, kind: str, kinds: tuple[str, ...]
) -> float:
    """Return a parameter of a kind of synapse; 0, and a warning where one is given, of a kind that
    has none.
    """
    number = quantity.number(usual if value is None else value, f"project's {name}")
    if kind in kinds:
        return number
    if value is not None:
        warnings.warn(
            f"project's {name} is not used: {kind} synapses have none. Did you mean "
            f'synapse="{kinds[0]}"?',
            stacklevel=4,
        )
    return 0.0


def _initial(value: Any, kind: str, post: Population, targets: Any) -> np.ndarray | None:
    """Return the current or conductance at the start of each neuron of ``post``, of which synapses
    have these ``targets``, or refuse it; ``None`` where it is 0.
    """
    values = _per_member(WEIGHTS[kind], value, len(targets), "project's initial")
    if not values.any():
        return None
    if kind == "delta":
        raise ParameterError(
            "project's initial is not used: delta synapses make V jump and have no current. Type "
            'V=-60*mV in net.population, or synapse="exponential".'
        )
    found = np.zeros(post.n)
    found[np.asarray(targets)] = values
    return found


def _expect_below_threshold(population: Population) -> None:
    """Refuse a state at the start in which a neuron fires, or from which V runs away at once."""
    states, neuron, own = population.start(0), population.neuron, population.own
    states = states if own else np.unique(states, axis=1)
    alike = (neuron for _ in states.T)
    members = each(neuron, own) if own else alike
    for one, state in zip(members, states.T.tolist(), strict=True):
        name, given = type(one).__name__, "V" if population.V is not None else "state"
        if one.fires(*state, *one.values(one.fires, *one.state)):
            raise ParameterError(
                f"population's {given} is {show(state[0], 'V')}, where {name} fires; expected "
                f"voltages below the threshold."
            )
        slopes: Any = (np.nan,)
        with np.errstate(all="ignore"), contextlib.suppress(ZeroDivisionError):
            slopes = one.flow(*state, 0.0, *one.values(one.flow, *one.state, "I"))
        if any(slope != slope for slope in slopes) and (lost := singular(one, state)):
            raise ParameterError(f"population's {given} at the start: {lost}")
        slope = float(slopes[0])
        if population.others and not abs(slope) <= FASTEST:
            values = ", ".join(
                f"{x} = {value:.3g}" for x, value in zip(one.state, state, strict=True)
            )
            raise ParameterError(
                f"population's state at the start is {values}, from which V of {name} moves by "
                f"{slope:.1e} V/s; expected at most {FASTEST:.0e} V/s. Is a unit missing, as in "
                f"20*pA?"
            )


def _per_member(quantity: Quantity, value: Any, n: int, name: str) -> np.ndarray:
    """Return one number, or one for each of ``n``, or refuse the shape."""
    array = quantity.array(value, name)
    if array.shape not in ((), (n,)):
        raise ParameterError(
            f"{name} ({quantity.meaning}) has shape {array.shape}; expected one number, "
            f"or {n}, one for each."
        )
    return array


def _in_time(rate: Any, n: int) -> RateInTime | None:
    """Return a rate that changes in time, ``None`` for numbers."""
    if callable(rate):
        found = RateInTime(rate, None, n)
        found(0.0, 1 * ms)  # a first try
        return found
    if not isinstance(rate, tuple):
        return None
    if len(rate) != 2:
        raise ParameterError(
            f"poisson's rate is a tuple of {len(rate)}; expected (times, values), or one rate for "
            f"each."
        )
    times, values = currents.steps(rate, n, SOURCE_RATE, "poisson", "rate")
    found = RateInTime(values, times, n)
    read_only(found)
    return found


def _weights(synapse: str, value: Any, rule: Connections) -> Any:
    """Return the weights as an array, or what draws them, or refuse those whose size shows that
    they are of another kind.
    """
    quantity, unit, name = WEIGHTS[synapse], UNITS[synapse], "project's weight"
    hint = (
        "Is it of another kind? Type "
        + ", ".join(f'synapse="{kind}" for {u}' for kind, u in UNITS.items() if kind != synapse)
        + "."
    )
    if synapse == "conductance":
        hint += (
            " A conductance is not negative: inhibition comes from its reversal, as in "
            "E_rev=-80*mV."
        )
    try:
        draws = drawn(quantity, value, name, "weights")
        tried = (
            draws(np.random.default_rng(0), TRIED)
            if draws
            else value.data
            if is_sparse(value)
            else value
        )
        largest = float(np.abs(quantity.array(tried, name)).max()) if not is_empty(tried) else 0.0
    except ParameterError as refused:
        raise ParameterError(f"{refused} {hint}") from None
    if 0 < largest < SMALLEST[synapse]:
        least = show(SMALLEST[synapse], unit)
        raise ParameterError(
            f"{name} ({quantity.meaning}) is at most {largest:.3g} {unit}; expected "
            f"{least} or more, or 0. {hint}"
        )
    return draws or per_synapse(quantity, value, rule, name)


def _learning(rule: Any, w_max: Any, weights: Any, act: Synapse, post: Population) -> float | None:
    """Return the largest weight of synapses that learn, ``None`` of those that do not.

    Raises :class:`ParameterError` for what no rule can learn from.
    """
    largest = _largest(rule, w_max, weights, act.kind)
    if largest is not None and rule.inhibitory:
        _expect_inhibition(rule, largest, act, post)
    return largest


def _expect_inhibition(rule: Any, largest: float, act: Synapse, post: Population) -> None:
    """Refuse a rule for synapses that inhibit where these excite: no weight would come to rest."""
    rule_name = type(rule).__name__
    what = f"project's plasticity is {rule_name}(), a rule for synapses that inhibit, and"
    else_ = "or another rule for excitation, as in plasticity=STDP()."
    if act.kind != "conductance":
        if largest > 0:
            example = {"delta": "weight=-1*mV, w_max=-2*mV"}.get(
                act.kind, "weight=-50*pA, w_max=-100*pA"
            )
            raise ParameterError(
                f"{what} their weights go up to {show(largest, UNITS[act.kind])}, which excites; "
                f"expected negative weights and a w_max below 0, as in {example}, {else_}"
            )
        return
    if hasattr(post.neuron, "V_T"):
        level, name = float(np.min(post.own.get("V_T", post.neuron.V_T))), "the threshold"
    else:
        level, name = float(post.rests[0].min()), "rest"
    if act.E_rev >= level:
        raise ParameterError(
            f"{what} their reversal potential is {show(act.E_rev, 'V')}, at or above {name} of "
            f"{type(post.neuron).__name__}, {show(level, 'V')}, which excites; expected "
            f"one below it, "
            f"as in E_rev=-80*mV, {else_}"
        )


def _expect_learner(rule: LearningRule) -> None:
    """Refuse a rule that does not say, by the class of a learner, what its synapses keep."""
    rule_name, example = (
        type(rule).__name__,
        "as in learner = TraceLearner from neurolib.plasticity.learner",
    )
    if isinstance(word := getattr(rule, "memory", None), str):
        raise ParameterError(
            f"{rule_name} has a memory, {word!r:.60}, which no engine reads; a rule "
            f"names the class "
            f"of what its synapses keep by its attribute learner, {example}."
        )
    learner: Any = getattr(rule, "learner", None)
    lacks = [name for name in ASKED if not hasattr(learner, name)]
    if not isinstance(learner, type) or lacks:
        what = f"{learner!r:.60}" + f", which lacks {', '.join(lacks)}" * isinstance(learner, type)
        raise ParameterError(
            f"{rule_name}.learner is {what}; expected the class of what its synapses "
            f"keep, {example}, "
            "or one derived from it."
        )


def _largest(rule: Any, w_max: Any, weights: Any, synapse: str) -> float | None:
    """Return the largest weight of synapses that learn, ``None`` of those that do not."""
    unit = UNITS[synapse]
    if rule is None:
        if w_max is not None:
            raise ParameterError(
                f"project's w_max is {w_max!r:.60}, but there is no plasticity to "
                f"bound; type plasticity=STDP() as well."
            )
        return None
    if not isinstance(rule, LearningRule):
        rule_name = getattr(rule, "__name__", type(rule).__name__)
        hint = (
            f"{rule_name}()"
            if isinstance(rule, type) and issubclass(rule, SpikeTiming)
            else "STDP()"
        )
        by_rates = f". {rule_name} learns from rates: type {rule_name}().learn(…), "
        hint += (by_rates + "and for cells crossbar.update(w_new - w)") * hasattr(rule, "learn")
        raise ParameterError(
            f"project's plasticity is {rule!r:.60}; expected a rule of spike timing, as "
            f"in plasticity={hint}."
        )
    _expect_learner(rule)
    if not rule.learner.weights_change:
        if w_max is not None:
            raise ParameterError(
                f"project's w_max is {w_max!r:.60}; short-term plasticity returns to "
                f"the weight: leave it out."
            )
        return None
    if isinstance(weights, Drawn):
        if w_max is None:
            raise ParameterError(
                f"project's weights are drawn, so w_max has no usual value; type one in "
                f"{unit}, beside the plasticity."
            )
        return WEIGHTS[synapse].number(w_max, "project's w_max")
    inhibit = np.ndim(w_max) == 0 and np.asarray(w_max).dtype.kind in "iuf" and w_max < 0
    sign = -1.0 if inhibit else 1.0  # synapses that inhibit learn between a negative w_max and 0
    sizes = sign * weights
    if (sizes < 0).any():
        least, side = show(float(weights[sizes < 0].flat[0]), unit), "more" if sign > 0 else "less"
        hint = " For inhibition, type a w_max below 0." if sign > 0 else ""
        raise ParameterError(
            f"project's weight is {least} with plasticity; expected 0 or {side}: a "
            f"weight learns between 0 and w_max.{hint}"
        )
    highest = float(sizes.max(initial=0.0))
    if w_max is None and not highest:
        raise ParameterError(
            f"project's weight is 0 everywhere, so w_max has no usual value; type one "
            f"in {unit}, beside the plasticity."
        )
    largest = (
        2 * highest if w_max is None else sign * WEIGHTS[synapse].number(w_max, "project's w_max")
    )
    if highest * (1 - EDGE) <= largest < highest:
        largest = highest
    if not SMALLEST[synapse] <= largest or largest < highest:
        raise ParameterError(
            f"project's w_max is {show(sign * largest, unit)} and the largest weight "
            f"{show(sign * highest, unit)}; expected a w_max of "
            f"{show(sign * max(highest, SMALLEST[synapse]), unit)} or "
            f"{'more' if sign > 0 else 'less'}."
        )
    return sign * largest
