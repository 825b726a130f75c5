"""The description of a network, and the sentences for what cannot be described."""

from __future__ import annotations

import difflib
from typing import Any

import numpy as np

from ..model import ParameterError
from ..neurons.lif import CURRENT, VOLTAGE
from ..neurons.neuron import Neuron
from ..trains import RATE
from ..units import ms, mV, show
from . import guards
from .groups import Group, Poisson, Population, Replay
from .projections import UNITS, Projection, Synapse


class Network:
    """Populations, sources and projections, described one by one; an engine runs the whole.

    >>> from neurolib import LIF, Network
    >>> from neurolib.units import Hz, ms, mV
    >>> net = Network()
    >>> pre, post = net.poisson(100, rate=20*Hz), net.population(LIF(), 2)
    >>> net.project(pre, post, weight=0.6*mV, delay=1*ms)
    <Poisson → LIF: probability 1, weight 600 µV, delay 1 ms, delta>

    Source of the form: PyNN's populations and projections, A. P. Davison et al., Frontiers in Neuroinformatics 2:11
    (2009), doi:10.3389/neuro.11.011.2008. Used from chapter 1 on.
    """

    def __init__(self) -> None:
        self._groups: list[Group] = []
        self._projections: list[Projection] = []

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every population and source, in the order of their making."""
        return tuple(self._groups)

    @property
    def populations(self) -> tuple[Population, ...]:
        """The populations of neurons among the groups."""
        return tuple(group for group in self._groups if isinstance(group, Population))

    @property
    def projections(self) -> tuple[Projection, ...]:
        """Every projection, in the order of their making."""
        return tuple(self._projections)

    def population(self, neuron: Neuron, n: int, I: Any = 0.0, V: Any = None, name: str | None = None) -> Population:
        """Add ``n`` neurons alike, each under a constant current ``I`` (A: one number, or n).

        ``V`` is the voltage at the start: ``None`` for rest, a number or n of them in V, or ``"uniform"`` for values
        drawn by the engine's seed between the reset and the threshold, V_R and V_T.
        """
        if not isinstance(neuron, Neuron):
            hint = neuron.__name__ if isinstance(neuron, type) and issubclass(neuron, Neuron) else "LIF"
            raise ParameterError(f"population's neuron is {neuron!r:.60}; expected a neuron, as in net.population({hint}(), 100).")
        n = guards.size(n, "population's n")
        current = guards.per_member(CURRENT, I, n, "population's I")
        if isinstance(V, str):
            if V != "uniform" or not (hasattr(neuron, "V_R") and hasattr(neuron, "V_T")):
                raise ParameterError(
                    f'population\'s V is {V!r}; expected voltages, as in V=-60*mV, or "uniform" for a neuron that has V_R and V_T.'
                )
        elif V is not None:
            V = guards.per_member(VOLTAGE, V, n, "population's V")
            above = [v for v in np.unique(V) if neuron.fires(v, *neuron.rest()[1:], *neuron.values(neuron.fires, *neuron.state))]
            if above:
                raise ParameterError(
                    f"population's V is {show(above[0], 'V')}, where {type(neuron).__name__} fires; expected voltages below the threshold."
                )
        return self._add(Population(self._name(name, type(neuron).__name__), len(self._groups), n, neuron, current, V))

    def poisson(self, n: int, rate: Any, name: str | None = None) -> Poisson:
        """Add ``n`` independent Poisson processes of a ``rate`` in Hz (one number, or n); the engine's seed draws them."""
        n = guards.size(n, "poisson's n")
        return self._add(Poisson(self._name(name, "Poisson"), len(self._groups), n, guards.per_member(RATE, rate, n, "poisson's rate")))

    def spikes(self, times: Any, n: int | None = None, name: str | None = None) -> Replay:
        """Add trains to be replayed: a list of arrays of times in s, one a sender, or a tuple (times, indices).

        ``n`` is the number of senders, where the last ones are silent.
        """
        if isinstance(times, tuple):
            if len(times) != 2:
                raise ParameterError(f"spikes's times is a tuple of {len(times)}; expected (times, indices), or a list of trains.")
            t, who = np.ravel(times[0]), guards.indices(times[1], "spikes's indices")
        elif isinstance(times, list) and times:
            trains = [np.ravel(train) for train in times]
            who = np.repeat(np.arange(len(trains)), [len(train) for train in trains])
            t, n = np.concatenate(trains), len(trains) if n is None else n
        else:
            raise ParameterError(f"spikes's times is {times!r:.60}; expected a list of trains, as in [[10*ms, 20*ms], [15*ms]].")
        if len(t) != len(who):
            raise ParameterError(f"spikes has {len(t)} times and {len(who)} indices; expected one index for each time.")
        n = guards.size(int(who.max(initial=0)) + 1 if n is None else n, "spikes's n")
        guards.inside(who, n, "spikes's indices")
        t = guards.TIME.array(t, "spikes's times") if t.size else np.empty(0)
        order = np.lexsort((who, t))
        return self._add(Replay(self._name(name, "spikes"), len(self._groups), n, t[order], who[order]))

    def project(
        self,
        pre: Group,
        post: Population,
        weight: Any,
        delay: Any,
        probability: float = 1.0,
        pairs: Any = None,
        synapse: str = "delta",
        tau: float = 5 * ms,
        E_rev: float = 0 * mV,
        plasticity: Any = None,
        w_max: Any = None,
        name: str | None = None,
    ) -> Projection:
        """Add synapses from ``pre`` to ``post``: every pair with a ``probability``, itself included, or the ``pairs`` (i, j).

        ``synapse`` says what ``weight`` is, a jump of: the voltage in V ("delta"), a current in A that decays with ``tau``
        ("exponential"), or a conductance in S that decays with ``tau`` and draws V to ``E_rev`` ("conductance").
        ``weight`` and ``delay`` (s) are one number, one a pair where pairs are given, or a matrix (pre, post). With a rule of
        ``plasticity``, as in ``STDP()``, weights learn between 0 and ``w_max``, in their own unit: twice the largest one at first.

        Raises :class:`ParameterError` for values out of range, shapes that do not fit, and weights of another kind.
        """
        if not any(pre is group for group in self._groups):
            raise ParameterError(f"project's pre is {pre!r:.60}; expected a population or a source of this network.")
        if not any(post is group for group in self.populations):
            raise ParameterError(f"project's post is {post!r:.60}; expected a population of neurons of this network.")
        if str(synapse) not in UNITS:
            close = difflib.get_close_matches(str(synapse), UNITS, 1, 0.3)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise ParameterError(f"project's synapse is {synapse!r:.60}; expected one of {', '.join(map(repr, UNITS))}.{hint}")
        given = None if pairs is None else guards.pairs(pairs, pre.n, post.n)
        probability = guards.PROBABILITY.number(probability, "project's probability")
        if given is not None and probability != 1.0:
            raise ParameterError("project has pairs and a probability; expected one of the two: pairs are taken as they are given.")
        act = Synapse(
            synapse,
            0.0 if synapse == "delta" else guards.TAU.number(tau, "project's tau"),
            VOLTAGE.number(E_rev, "project's E_rev") if synapse == "conductance" else 0.0,
        )
        w = guards.weights(synapse, weight, pre.n, post.n, given)
        d = guards.per_synapse(guards.DELAY, delay, pre.n, post.n, given, "project's delay")
        largest = guards.learning(plasticity, w_max, w, d, synapse)
        label = self._name(name, f"{pre.name} → {post.name}")
        made = Projection(label, len(self._projections), pre, post, act, w, d, probability, given, plasticity, largest)
        self._projections.append(made)
        return made

    def _add(self, group: Any) -> Any:
        self._groups.append(group)
        return group

    def _name(self, given: str | None, usual: str) -> str:
        """Return the name that was given, or the usual one with a number where that is taken."""
        taken = {group.name for group in self._groups} | {projection.name for projection in self._projections}
        if given is None:
            return next(name for k in range(1, len(taken) + 2) if (name := usual if k == 1 else f"{usual} {k}") not in taken)
        if not isinstance(given, str) or not given or given in taken:
            raise ParameterError(f"The name {given!r:.60} is no text or taken; expected a name of its own for each part of a network.")
        return given

    def __repr__(self) -> str:
        if not self._groups:
            return "Network: empty; add neurons, as in net.population(LIF(), 100)"
        return "\n".join(["Network", *(f"  {part!r}" for part in (*self._groups, *self._projections))])
