"""What a run returns: time, the recorded state, spikes, and of a network also what the engine did for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from .model import Model, ParameterError, meant
from .units import show


def multiples(n: int, step: float) -> np.ndarray:
    """Return the first ``n`` whole multiples of a step, from 0 on; runs make them when they are asked for."""
    t = np.arange(float(n))
    t *= step
    return t


@dataclass(frozen=True, repr=False, eq=False)
class Run:
    """One neuron's run: ``t`` in s, each state variable by its name (``V`` in V, ``w`` in A), ``spikes`` in s.

    ``I`` is the current of each step in A. All but ``spikes`` and ``I`` have one value more than there were steps:
    the first is the state before the run. At a spike the state is that after the reset.
    """

    model: Model
    dt: float
    I: np.ndarray
    states: dict[str, np.ndarray]
    spikes: np.ndarray

    @cached_property
    def t(self) -> np.ndarray:
        """The time of each value, s."""
        return multiples(len(self.I) + 1, self.dt)

    def __getattr__(self, name: str) -> Any:
        model, states = (self.__dict__.get(field) for field in ("model", "states"))
        if states and name in states:
            return states[name]
        raise AttributeError(f"This run of {type(model).__name__} has no {name}; it has t, I, spikes, {', '.join(states or {})}.")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.states]

    @property
    def duration(self) -> float:
        """Length of the run, s."""
        return len(self.I) * self.dt

    def __repr__(self) -> str:
        n = len(self.spikes)
        return (
            f"Run of {type(self.model).__name__}: {show(self.duration, 's')} in steps of {show(self.dt, 's')}, "
            f"{n} spike{'' if n == 1 else 's'} ({show(n / self.duration, 'Hz', 3)})"
        )


@dataclass(frozen=True, repr=False, eq=False)
class NetworkRun:
    """A network's run: spikes of every group, voltages of the recorded neurons, and counts of what the engine did.

    A group or projection is asked for by the object that ``net.population``, ``net.project`` … returned, or by its name.
    ``sent`` are times in a unit of the engine's, indices, and that unit in s. ``counts`` maps (component, where) to a
    number, where being the name of a group or projection. ``duration`` is the time that passed, s; ``note`` says why, where
    it is less than was asked for.
    """

    net: Any
    engine: str
    seed: int
    duration: float
    sent: Mapping[Any, tuple[np.ndarray, np.ndarray, float]]
    counts: Mapping[tuple[str, str], int]
    samples: int
    step: float
    voltages: Mapping[Any, np.ndarray]
    learned: Mapping[Any, np.ndarray] = field(default_factory=dict)
    filmed: tuple[np.ndarray, Mapping[Any, np.ndarray]] = field(default_factory=lambda: (np.empty(0), {}))
    note: str = ""
    arrays: Mapping[Any, Any] = field(default_factory=dict)

    @cached_property
    def t(self) -> np.ndarray:
        """The ``samples`` times of recorded voltages, a ``step`` apart, s."""
        return multiples(self.samples, self.step)

    def spikes(self, group: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return (times in s, indices) of the spikes of a population or source, sorted by time."""
        when, who, unit = self.sent[self._part(group, self.net.groups, "spikes")]
        return when * unit, who.astype(np.int64)

    def trains(self, group: Any) -> list[np.ndarray]:
        """Return the spike times of each member of a population or source, s: a list of arrays, for ``plot.raster`` and ``codes``."""
        group = self._part(group, self.net.groups, "trains")
        when, who = self.spikes(group)
        order = np.argsort(who, kind="stable")
        return np.split(when[order], np.searchsorted(who[order], np.arange(1, group.n)))

    def rates(self, group: Any) -> np.ndarray:
        """Return the mean rate of each member of a population or source, Hz."""
        group = self._part(group, self.net.groups, "rates")
        return np.bincount(self.sent[group][1], minlength=group.n) / self.duration

    def V(self, population: Any) -> np.ndarray:
        """Return the voltages (recorded neurons, times ``t``) of a population in V; after a spike the reset."""
        population = self._part(population, self.net.groups, "V")
        if population not in self.voltages:
            raise ParameterError(f"No voltage of {population.name} was recorded; type engine.run(…, record={{population: [0, 1]}}).")
        return self.voltages[population]

    def pairs(self, projection: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return (i, j), sender and target of each synapse."""
        return self._part(projection, self.net.projections, "pairs").pairs(self.seed)

    def weights(self, projection: Any) -> np.ndarray:
        """Return the weight of each synapse at the end of the run, in the order of :meth:`pairs`; V, A or S as they were given."""
        projection = self._part(projection, self.net.projections, "weights")
        if projection in self.learned:
            return self.learned[projection]
        return projection.each(projection.weight, *projection.pairs(self.seed)).copy()

    def snapshots(self, projection: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return (times in s, weights of the shape (times, synapses)) of a projection that learned, as it learned."""
        projection = self._part(projection, self.net.projections, "snapshots")
        times, weights = self.filmed
        if projection not in weights:
            raise ParameterError(f"No snapshots of {projection.name} were kept; it must learn: type engine.run(…, snapshots=50).")
        return times, weights[projection]

    def array(self, projection: Any) -> Any:
        """Return the :class:`~neurolib.crossbar.SynapticArray` that held the weights of a projection, as it is at the end of the run."""
        projection = self._part(projection, self.net.projections, "array")
        if projection not in self.arrays:
            raise ParameterError(f"{projection.name} has no crossbar; type net.project(…, crossbar=Crossbar(PCM())).")
        return self.arrays[projection]

    def prices(self, prices: Any) -> Any:
        """Return a list of prices with those of this run's crossbars in it, mean joules of their own readings, pulses and conversions.

        ``run.ledger.bill(run.prices(LOIHI))`` is then the whole bill, the programming of the arrays before the run included.
        """
        from .energy.prices import PriceList, mean

        if not isinstance(prices, PriceList):
            raise ParameterError(f"prices needs a price list, got {prices!r:.60}; type, for example, run.prices(LOIHI).")
        counted: dict[str, list[Any]] = {}
        for array in self.arrays.values():
            for price in array.prices.prices:
                counted.setdefault(price.component, []).append((price, array.ledger.count(price.component)))
        return prices.adding(*map(mean, counted.values()), name=f"{prices.name} and this run's crossbars")

    @property
    def ledger(self) -> Any:
        """What was counted, ready to be priced: see :class:`neurolib.energy.Ledger`."""
        from .energy import Ledger

        return Ledger(self.counts, self.duration)

    def __getstate__(self) -> dict[str, Any]:
        """Return what a pickle keeps: views of a dictionary as dictionaries."""
        return {name: dict(value) if isinstance(value, MappingProxyType) else value for name, value in self.__dict__.items()}

    def _part(self, part: Any, parts: Any, verb: str) -> Any:
        """Return the group or projection that is meant."""
        for own in parts:
            if own is part or (isinstance(part, str) and own.name == part):
                return own
        names = [own.name for own in parts]
        raise ParameterError(f"{verb} of {part!r:.60}: not in this network, which has {', '.join(names)}.{meant(part, names)}")

    def __repr__(self) -> str:
        lines = [f"Run of a network on {self.engine}: {show(self.duration, 's')}, seed {self.seed}"]
        for group, (times, *_) in self.sent.items():
            rate = len(times) / group.n / self.duration if self.duration else 0.0
            lines.append(f"  {group.name}: {group.n} × {show(rate, 'Hz', 3)}, {len(times)} spike{'' if len(times) == 1 else 's'}")
        return "\n".join(lines + ([f"  {self.note}"] if self.note else []))
