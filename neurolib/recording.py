"""What a run returns: time, the recorded state, spikes, and of a network also what the engine did
for it; and its file.
"""

from __future__ import annotations

import json
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from .model import SEED, Model, ParameterError, Quantity, expect, meant
from .units import show

if TYPE_CHECKING:
    from .energy import Ledger, PriceList

__all__ = ["NetworkRun", "Run", "SavedArray", "load"]

FORM, OLDER = "neurolib run, form 3", ("neurolib run, form 2",)  # of a file
MOST_BYTES = 16_000_000_000  # of a file, unpacked
WHOLE = Quantity("", "number of members", 0, 2**53)
CELLS = "conductances", "weights", "pulses"  # of an array, as a file keeps them


class Named(Protocol):
    """A group, some of its members, or a projection, of a network or of a file."""

    @property
    def name(self) -> str: ...


class Runs(Protocol):
    """An engine."""

    @property
    def run(self) -> Callable[..., NetworkRun]: ...


class Check(Protocol):
    """What a repeated run shows: see :class:`~neurolib.engines.agreement.Agreement`."""

    verdict: str
    agrees: bool
    kind: str
    remarks: tuple[str, ...]

    def __bool__(self) -> bool: ...


def multiples(n: int, step: float) -> np.ndarray:
    """Return the first ``n`` whole multiples of a step, from 0 on; runs make them when they are
    asked for.
    """
    t = np.arange(float(n))
    t *= step
    return t


@dataclass(frozen=True, repr=False, eq=False)
class Run:
    """One neuron's run: ``t`` in s, each state variable by its name (``V`` in V, ``w`` in A),
    ``spikes`` in s.

    ``I`` is the current of each step in A. All but ``spikes`` and ``I`` have one value more than
    there were steps: the first is the state before the run. At a spike the state is that after the
    reset.
    """

    model: Model
    dt: float
    I: np.ndarray
    states: dict[str, np.ndarray]
    spikes: np.ndarray
    by: Any = None  # what can repeat the run

    @cached_property
    def t(self) -> np.ndarray:
        """The time of each value, s."""
        return multiples(len(self.I) + 1, self.dt)

    def __getattr__(self, name: str) -> np.ndarray:
        model, states = (self.__dict__.get(field) for field in ("model", "states"))
        if states and name in states:
            return states[name]
        raise AttributeError(
            f"This run of {type(model).__name__} has no {name}; it has t, I, spikes, "
            f"{', '.join(states or {})}."
        )

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.states]

    @property
    def duration(self) -> float:
        """Length of the run, s."""
        return len(self.I) * self.dt

    def check(self, tolerance: float = 0.02) -> Check:
        """Repeat the run at half the step, under the current that each step had, and return what
        changes; see :meth:`NetworkRun.check`.
        """
        if self.by is None:
            raise ParameterError(
                "This run cannot be repeated: simulate did not make it. Type "
                "simulate(neuron, I, duration).check()."
            )
        return self.by(self, tolerance)

    def __repr__(self) -> str:
        n = len(self.spikes)
        return (
            f"Run of {type(self.model).__name__}: {show(self.duration, 's')} in steps "
            f"of {show(self.dt, 's')}, "
            f"{n} spike{'' if n == 1 else 's'} ({show(n / self.duration, 'Hz', 3)})"
        )


@dataclass(frozen=True, repr=False, eq=False)
class NetworkRun:
    """A network's run: spikes of every group, states of the recorded neurons, and counts of what
    the engine did.

    A group or projection is asked for by the object that ``net.population``, ``net.project`` …
    returned, or by its name. ``sent`` are times in a unit of the engine's, indices, and that unit
    in s. ``states`` maps (population, state variable) to values. ``counts`` maps (component, where)
    to a number, where being the name of a group or projection. ``duration`` is the time that
    passed, s; ``note`` says why, where it is less than was asked for.
    """

    net: Any
    engine: str
    seed: int
    duration: float
    sent: Mapping[Any, tuple[np.ndarray, np.ndarray, float]]
    counts: Mapping[tuple[str, str], int]
    samples: int
    step: float
    states: Mapping[tuple[Any, str], np.ndarray]
    learned: Mapping[Any, np.ndarray] = field(default_factory=dict)
    filmed: tuple[np.ndarray, Mapping[Any, np.ndarray]] = field(
        default_factory=lambda: (np.empty(0), {})
    )
    note: str = ""
    arrays: Mapping[Any, Any] = field(default_factory=dict)
    by: Any = None  # the engine, where the run can be repeated

    @cached_property
    def t(self) -> np.ndarray:
        """The ``samples`` times of recorded states, a ``step`` apart, s."""
        return multiples(self.samples, self.step)

    def spikes(self, group: Named | str) -> tuple[np.ndarray, np.ndarray]:
        """Return times and indices of the spikes of a group, sorted by time.

        Parameters
        ----------
        group : Group, slice of one or str
            A population or source, some of its members, as in ``pop[80:]``, or its name.

        Returns
        -------
        tuple of two arrays of shape (spikes,)
            Times, s, and the index of the member of each; of a slice, the index in the slice.

        Raises
        ------
        ParameterError
            For a part that is not in this network.
        """
        whole, some = self._members(group, "spikes")
        when, who, unit = self.sent[whole]
        if len(some) < whole.n or hasattr(group, "members"):
            place = np.full(whole.n, -1)
            place[some] = np.arange(len(some))
            there = place[who] >= 0
            when, who = when[there], place[who[there]]
        return when * unit, who.astype(np.int64)

    def trains(self, group: Named | str) -> list[np.ndarray]:
        """Return the spike times of each member of a group, for ``codes`` and ``plot.raster``.

        Parameters
        ----------
        group : Group, slice of one or str
            A population or source, some of its members, as in ``pop[80:]``, or its name.

        Returns
        -------
        list of arrays
            Spike times of each member, s.

        Raises
        ------
        ParameterError
            For a part that is not in this network.
        """
        n = len(self._members(group, "trains")[1])
        when, who = self.spikes(group)
        order = np.argsort(who, kind="stable")
        return np.split(when[order], np.searchsorted(who[order], np.arange(1, n)))

    def rates(self, group: Named | str) -> np.ndarray:
        """Return the mean rate of each member of a group.

        Parameters
        ----------
        group : Group, slice of one or str
            A population or source, some of its members, as in ``pop[80:]``, or its name.

        Returns
        -------
        array of shape (members,)
            Spikes over the duration of the run, Hz.

        Raises
        ------
        ParameterError
            For a part that is not in this network.
        """
        whole, some = self._members(group, "rates")
        return np.bincount(self.sent[whole][1], minlength=whole.n)[some] / self.duration

    def V(self, population: Named | str) -> np.ndarray:
        """Return the recorded voltages of a population; just after a spike, the reset.

        Parameters
        ----------
        population : Population or str
            The population, or its name.

        Returns
        -------
        array of shape (recorded neurons, times)
            Voltages at the times ``t``, V.

        Raises
        ------
        ParameterError
            For a part that is not in this network, or whose voltage was not recorded.
        """
        return self.state(population, "V")

    def state(self, population: Named | str, name: str | Named) -> np.ndarray:
        """Return a recorded state of a population, of its synapses, or of synapses that learn.

        Parameters
        ----------
        population : Population, Projection or str
            The population, the synapses that learn, or their name.
        name : str or Projection
            Name of the state variable, such as "w" of AdEx or "x" of TsodyksMarkram, or a
            projection onto the population.

        Returns
        -------
        array of shape (recorded neurons or synapses, times)
            Values at the times ``t``, in SI units; of a projection, its current (A) or conductance
            (S).

        Raises
        ------
        ParameterError
            For a part that is not in this network, or whose state was not recorded.
        """
        known: str = expect(
            getattr(name, "name", name),
            str,
            "state's name",
            'the name of a state variable, as in "w"',
        )
        parts = (*self.net.groups, *(() if known == "V" else self.net.projections))
        group = self._part(population, parts, "V" if known == "V" else "state")
        if (group, known) not in self.states:
            what, which = (
                ("voltage", "[0, 1]")
                if known == "V"
                else (known[:60], f'{{"{known:.60}": [0, 1]}}')
            )
            raise ParameterError(
                f"No {what} of {group.name} was recorded; type engine.run(…, "
                f"record={{population: {which}}})."
            )
        return self.states[group, known]

    def pairs(self, projection: Named | str) -> tuple[np.ndarray, np.ndarray]:
        """Return sender and target of each synapse.

        Parameters
        ----------
        projection : Projection or str
            The synapses, or their name.

        Returns
        -------
        tuple of two arrays of shape (synapses,)
            Indices i of the senders and j of the targets.

        Raises
        ------
        ParameterError
            For a part that is not in this network.
        """
        i, j = self._part(projection, self.net.projections, "pairs").pairs(self.seed)
        return i, j

    def weights(self, projection: Named | str) -> np.ndarray:
        """Return the weight of each synapse at the end of the run.

        Parameters
        ----------
        projection : Projection or str
            The synapses, or their name.

        Returns
        -------
        array of shape (synapses,)
            Weights in the order of :meth:`pairs`, V, A or S as they were given.

        Raises
        ------
        ParameterError
            For a part that is not in this network.
        """
        part = self._part(projection, self.net.projections, "weights")
        if part in self.learned:
            return self.learned[part]
        values: np.ndarray = part.each(part.weight, *part.pairs(self.seed), self.seed)
        return values.copy()

    def snapshots(self, projection: Named | str) -> tuple[np.ndarray, np.ndarray]:
        """Return the weights of synapses as they learned, at several times of the run.

        Parameters
        ----------
        projection : Projection or str
            The synapses, or their name.

        Returns
        -------
        tuple of arrays of shape (times,) and (times, synapses)
            Times, s, and the weights at each of them, V, A or S.

        Raises
        ------
        ParameterError
            For a part that is not in this network, or whose weights were not recorded.
        """
        part = self._part(projection, self.net.projections, "snapshots")
        times, weights = self.filmed
        if part not in weights:
            raise ParameterError(
                f"No snapshots of {part.name} were kept; it must learn: type "
                f"engine.run(…, snapshots=50)."
            )
        return times, weights[part]

    def array(self, projection: Named | str) -> Any:
        """Return the :class:`~neurolib.crossbar.SynapticArray` that held the weights of a
        projection, as it is at the end of the run.
        """
        part = self._part(projection, self.net.projections, "array")
        if part not in self.arrays:
            why = f"{part.name} has no crossbar, or its run was read from a file"
            raise ParameterError(f"{why}; type net.project(…, crossbar=Crossbar(PCM())).")
        return self.arrays[part]

    def prices(self, prices: PriceList) -> PriceList:
        """Return a list of prices with those of this run's crossbars in it, mean joules of their
        own readings, pulses and conversions.

        ``run.ledger.bill(run.prices(LOIHI))`` is then the whole bill, the programming of the arrays
        before the run included.
        """
        from .energy.prices import PriceList, mean

        if not isinstance(prices, PriceList):
            raise ParameterError(
                f"prices needs a price list, got {prices!r:.60}; type, for example, "
                f"run.prices(LOIHI)."
            )
        counted: dict[str, list[Any]] = {}
        for array in self.arrays.values():
            for price in array.prices.prices:
                counted.setdefault(price.component, []).append(
                    (price, array.ledger.count(price.component))
                )
        return prices.adding(
            *map(mean, counted.values()), name=f"{prices.name} and this run's crossbars"
        )

    def check(self, on: Runs | None = None, tolerance: float = 0.02) -> Check:
        """Repeat the run at half the tick, or ``on`` another engine, and return what changes:
        whether the result is one of the tick.

        >>> from neurolib import LIF, Clocked, Network
        >>> from neurolib.units import ms, nA, s
        >>> net = Network()
        >>> cells = net.population(LIF(), 5, I=1*nA)
        >>> found = Clocked(dt=1*ms).run(net, 1*s).check()
        >>> found.agrees, found.kind
        (False, 'different')
        >>> print(found.verdict)
        The rate of LIF changes by +9.9 % when the tick is halved: use Clocked(dt=0.5*ms), and check
        again.

        What is returned, :class:`~neurolib.engines.agreement.Agreement`, prints as a table, is true
        where the result does not depend on the tick, and says it in its ``verdict``: ``kind`` is
        "same", "tick" (each spike within one tick), "delays" (each interval within one tick),
        "rates" (spikes differ, rates agree) or "different". The network is the one that ran,
        whatever has been added since; seed and input are the same, and noise currents are the same
        Brownian motion at half the tick. A rate that changes by no more than ``tolerance``, of
        itself, agrees. A run of :class:`~neurolib.engines.EventDriven` is repeated on
        ``Clocked(dt=0.1*ms)``. At half the tick this takes twice as long as the run. That two ticks
        agree is no proof: the interval of a neuron that fires by itself is rounded up to a tick,
        which may be the same at both. Where there is a closed form, ``on=EventDriven()`` says more.

        Raises :class:`ParameterError` for a piece of a session, for a run that was read from a file
        (type ``run.repeat().again.check()``), and for what the other engine refuses.
        """
        if self.by is None:
            raise ParameterError(
                "This run cannot be repeated, because it is a piece of a session, or was "
                "read from a file without its network; type "
                "engine.run(net, duration, seed=1).check()."
            )
        return self.by._check(self, on, tolerance)

    def repeat(self) -> Any:
        """Run the network again as it ran, and return whether all is equal bit for bit.

        Engine, path and seed are the same. What is compared are the spikes, what was recorded and
        learned, and the counts.

        >>> from neurolib import LIF, EventDriven, Network
        >>> from neurolib.units import nA, s
        >>> net = Network()
        >>> cells = net.population(LIF(), 5, I=1*nA)
        >>> found = EventDriven().run(net, 1*s).repeat()
        >>> found.agrees, found.differing
        (True, 0)

        Returns
        -------
        Repetition
            True where all is equal. Its ``verdict`` says how many spikes differ, and which version
            of neurolib, NumPy, Numba, Python or the machine is another one than when the run was
            saved; ``again`` is the new run.

        Raises
        ------
        ParameterError
            For a piece of a session, for a file of an older form, and for a file whose models of
            one's own were not given to :func:`load`.
        """
        if self.by is None:
            raise ParameterError(
                "This run cannot be repeated, because it is a piece of a session, or was read from "
                "a file without its network; type engine.run(net, duration, seed=1)."
            )
        return self.by._repeat(self)

    @property
    def ledger(self) -> Ledger:
        """What was counted, ready to be priced: see :class:`neurolib.energy.Ledger`."""
        from .energy import Ledger

        return Ledger(self.counts, self.duration)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the run to a file that :func:`load` reads.

        The file holds NumPy arrays in a zip archive, and no code. It has what can be asked of a
        run: spikes, recorded states, pairs and weights of every projection, snapshots, counts, and
        what the cells of a crossbar held at the end, with their prices. It also says how the run
        was made, so that ``load(path).repeat()`` runs it again: the network, the engine, the seed,
        and the versions of neurolib, NumPy, Numba and Python. Models stand there by their names and
        parameters. The class of a model of one's own is not in the file, and is given to
        :func:`load`; what a function of one's own drew is kept as the values that the seed drew. A
        piece of a session is kept without its network.

        Parameters
        ----------
        path : str or path
            Name of the file, as in "run.npz".

        Raises
        ------
        FileNotFoundError
            If the folder of the file does not exist.
        IsADirectoryError
            If the path is a folder.
        """
        expect(path, (str, PathLike), "save's path", "the name of a file, as in 'run.npz'")
        if not (folder := Path(path).parent).is_dir():
            raise FileNotFoundError(
                f"There is no folder {folder} for {Path(path).name}; make it first: "
                f"pathlib.Path({str(folder)!r}).mkdir(parents=True)."
            )
        _expect_no_folder(path)
        groups, projections, (times, films) = self.net.groups, self.net.projections, self.filmed
        arrays: dict[str, Any] = {"filmed": times}
        for k, group in enumerate(groups):
            arrays[f"times {k}"], arrays[f"members {k}"], arrays[f"unit {k}"] = self.sent[group]
        parts = [*groups, *projections]
        for (owner, name), values in self.states.items():
            arrays[f"state {parts.index(owner)} {name}"] = values
        for k, projection in enumerate(projections):
            arrays[f"i {k}"], arrays[f"j {k}"] = self.pairs(projection)
            arrays[f"weights {k}"] = self.weights(projection)
            if projection in films:
                arrays[f"film {k}"] = films[projection]
            if projection in self.arrays:
                cells = self.arrays[projection]
                arrays |= {f"cells {name} {k}": getattr(cells, name) for name in CELLS}
        head = {
            name: getattr(self, name)
            for name in ("engine", "seed", "duration", "samples", "step", "note")
        }
        head["recipe"], more = self._recipe()
        arrays |= more
        head |= {
            "form": FORM,
            "net": repr(self.net),
            "learned": [k for k, p in enumerate(projections) if p in self.learned],
        }
        head |= {"groups": [(group.name, group.n, repr(group)) for group in groups]}
        head |= {
            "projections": [(p.name, repr(p)) for p in projections],
            "counts": [(*key, int(n)) for key, n in self.counts.items()],
        }
        head |= {
            "arrays": [
                (k, *_written(self.arrays[p]))
                for k, p in enumerate(projections)
                if p in self.arrays
            ]
        }
        with open(path, "wb") as file:
            np.savez_compressed(file, head=np.array(json.dumps(head)), **arrays)

    def _recipe(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """Return how the run was made, as data, or why a file cannot say it."""
        if self.by is None:
            return {
                "cannot": "it is a piece of a session, or came from a file of an older form"
            }, {}
        recipe: tuple[dict[str, Any], dict[str, np.ndarray]] = self.by._recipe(self)
        if "cannot" in recipe[0]:
            warnings.warn(
                f"The file keeps this run, but the run cannot be repeated from it: "
                f"{recipe[0]['cannot']}.",
                stacklevel=3,
            )
        return recipe

    def __getstate__(self) -> dict[str, Any]:
        """Return what a pickle keeps: views of a dictionary as dictionaries."""
        return {
            name: dict(value) if isinstance(value, MappingProxyType) else value
            for name, value in self.__dict__.items()
        }

    def _members(self, group: Any, verb: str) -> tuple[Any, Any]:
        """Return the group that is meant, and which of its members."""
        whole = self._part(getattr(group, "group", group), self.net.groups, verb)
        return whole, np.asarray(getattr(group, "members", range(whole.n)))

    def _part(self, part: Any, parts: Any, verb: str) -> Any:
        """Return the group or projection that is meant."""
        for each in parts:
            if each is part or (isinstance(part, str) and each.name == part):
                return each
        names = [each.name for each in parts]
        raise ParameterError(
            f"{verb} of {part!r:.60}: not in this network, which has "
            f"{', '.join(names)}.{meant(part, names)}"
        )

    def __repr__(self) -> str:
        lines = [f"Run of a network on {self.engine}: {show(self.duration, 's')}, seed {self.seed}"]
        for group, (times, *_) in self.sent.items():
            rate = len(times) / group.n / self.duration if self.duration else 0.0
            lines.append(
                f"  {group.name}: {group.n} × {show(rate, 'Hz', 3)}, {len(times)} "
                f"spike{'' if len(times) == 1 else 's'}"
            )
        return "\n".join(lines + ([f"  {self.note}"] if self.note else []))


def _expect_no_folder(path: str | PathLike[str]) -> None:
    """Refuse the name of a folder where a file is meant."""
    if Path(path).is_dir():
        raise IsADirectoryError(
            f"{path} is a folder; expected the name of a file, as in 'run.npz'."
        )


@dataclass(frozen=True, repr=False, eq=False)
class Part:
    """A group or a projection of a run that was read from a file: its ``name``, what it was as
    ``text``, and its size or synapses.
    """

    name: str
    text: str
    n: int = 0
    synapses: tuple[np.ndarray, np.ndarray] | None = None
    weight: np.ndarray | None = None

    def __len__(self) -> int:
        return self.n

    def pairs(self, seed: int) -> Any:
        """Return (i, j), sender and target of each synapse, which that run's seed drew."""
        return self.synapses

    def each(self, values: np.ndarray, i: np.ndarray, j: np.ndarray, seed: int = 0) -> np.ndarray:
        """Return the weight of each synapse."""
        return values

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, repr=False, eq=False)
class Saved:
    """The network of a run that was read from a file: it answers what is asked of a run. To run
    again, it is made anew, by :meth:`NetworkRun.repeat`.
    """

    groups: tuple[Part, ...]
    projections: tuple[Part, ...]
    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, repr=False, eq=False)
class SavedArray:
    """The cells of a crossbar in a run that was read from a file: what they held at its end, and
    what was counted.
    """

    text: str
    conductances: np.ndarray
    weights: np.ndarray
    pulses: np.ndarray
    ledger: Any
    prices: Any

    def __repr__(self) -> str:
        return self.text


def _written(array: Any) -> tuple[Any, ...]:
    """Return what a file keeps of an array beside its cells, as text and numbers."""
    counts = [(*key, n) for key, n in array.ledger.counts.items()]
    prices = [(p.component, p.value, p.definition, p.source, p.kind) for p in array.prices.prices]
    return repr(array), counts, array.ledger.duration, array.prices.name, prices, array.prices.note


def _read_array(
    cells: tuple[np.ndarray, ...],
    text: str,
    counts: Any,
    seconds: float,
    name: str,
    prices: Any,
    note: str,
) -> SavedArray:
    """Return the array of which :func:`_written` told."""
    from .energy import Ledger, Price, PriceList

    ledger = Ledger({(component, where): n for component, where, n in counts}, seconds)
    conductances, weights, pulses = cells
    return SavedArray(
        text,
        conductances,
        weights,
        pulses,
        ledger,
        PriceList(name, tuple(Price(*price) for price in prices), note),
    )


@dataclass(frozen=True, repr=False, eq=False)
class Recipe:
    """How a run was made, as its file says it: data, of which the engine that it names makes the
    network again when it is asked to.
    """

    data: dict[str, Any]
    arrays: dict[str, np.ndarray]
    models: tuple[type, ...]
    path: str

    def _recipe(self, run: NetworkRun) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        return self.data, self.arrays

    def _repeat(self, run: NetworkRun) -> Any:
        if "cannot" in self.data:
            raise ParameterError(f"This run cannot be repeated: {self.data['cannot']!s:.200}.")
        engine = self.data.get("engine")
        name = engine.get("model") if isinstance(engine, dict) else None
        neurolib = sys.modules[__name__.partition(".")[0]]
        known = isinstance(name, str) and name in neurolib.__all__
        kind = getattr(neurolib, str(name)) if known else None
        if not isinstance(kind, type) or not hasattr(kind, "_repeat_saved"):
            raise ParameterError(
                f"{self.path} names the engine {name!r:.60}, which neurolib has not."
            )
        return kind._repeat_saved(self, run)

    def _check(self, run: NetworkRun, on: Any, tolerance: float) -> Any:
        raise ParameterError(
            "This run cannot be repeated on another engine, because it was read from a file; type "
            "run.repeat().again.check()."
        )


def load(path: str | PathLike[str], models: Iterable[type[Model]] = ()) -> NetworkRun:
    """Return the run that :meth:`NetworkRun.save` wrote; ``load(path).repeat()`` runs it again.

    A file holds no code, and reading it runs none: models are found by their names among those of
    neurolib and among ``models``.

    Parameters
    ----------
    path : str or path
        Name of the file.
    models : list of classes, default ()
        Classes of models of one's own, as in ``models=[MyNeuron]``, which :meth:`NetworkRun.repeat`
        needs.

    Returns
    -------
    NetworkRun
        The run, whose groups and projections are asked for by their names.

    Raises
    ------
    ParameterError
        For a file that holds no run, and for what is no class of a model.
    FileNotFoundError
        If there is no such file.
    """
    expect(path, (str, PathLike), "load's path", "the name of a file, as in 'run.npz'")
    kinds = _classes(models)
    _expect_no_folder(path)
    if not Path(path).exists():
        raise FileNotFoundError(
            f"There is no file {path}; expected one that run.save wrote, as in 'run.npz'."
        )
    try:
        head, arrays = _unpacked(path)
        if head["form"] not in (FORM, *OLDER):
            raise ParameterError(
                f"{path} is of another form, {head['form']!r:.60}; this version of the "
                f"library reads {FORM!r}."
            )
        return _read(head, arrays, kinds, str(path))
    except ParameterError:
        raise
    except Exception as failed:  # a file of a stranger may hold anything
        raise ParameterError(
            f"{path} holds no run: {failed!r:.80}; expected a file that run.save wrote."
        ) from None


def _classes(models: Any) -> tuple[type, ...]:
    """Return classes of models, or refuse what is none."""
    listed = (
        tuple(models)
        if isinstance(models, Iterable) and not isinstance(models, (str, Mapping))
        else (models,)
    )
    names = set[str]()
    for kind in listed:
        if not (isinstance(kind, type) and issubclass(kind, Model)) or kind.__name__ in names:
            raise ParameterError(
                f"load's models has {kind!r:.60}; expected classes of models, each with a name of "
                f"its own, as in models=[MyNeuron]."
            )
        names.add(kind.__name__)
    return listed


def _unpacked(path: Any) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return what stands at the head of a file, and its arrays; none is made that is larger than
    what the file holds for it.
    """
    with zipfile.ZipFile(path) as packed:
        if sum(each.file_size for each in packed.infolist()) > MOST_BYTES:
            raise ValueError(f"it has more than {MOST_BYTES:.3g} bytes")
        for each in packed.infolist():
            with packed.open(each) as file:
                made = np.lib.format.read_magic(file)
                read = {(1, 0): np.lib.format.read_array_header_1_0}.get(
                    made, np.lib.format.read_array_header_2_0
                )
                shape, _, dtype = read(file)
                if dtype.kind not in "biufU" or prod(shape) * dtype.itemsize > each.file_size:
                    raise ValueError(f"{each.filename} says it has {dtype} of shape {shape}")
    with np.load(path, allow_pickle=False) as file:
        head = json.loads(str(file["head"]))
        return head, {name: file[name] for name in file.files if name != "head"}


def _read(
    head: dict[str, Any], arrays: dict[str, np.ndarray], models: tuple[type, ...], path: str
) -> NetworkRun:
    """Return the run of a file, or fail where a part is not as it was written."""

    def array(name: str, kinds: str, ndim: int = 1, length: int | None = None) -> np.ndarray:
        found = arrays[name]
        fits = found.dtype.kind in kinds and found.ndim == ndim
        if not fits or length not in (None, len(found) if ndim else None):
            raise ValueError(f"{name} has {found.dtype} of shape {found.shape}")
        return found

    def within(name: str, n: int, length: int | None = None) -> np.ndarray:
        found = array(name, "iu", 1, length)
        if len(found) and not 0 <= found.min() <= found.max() < n:
            raise ValueError(f"{name} goes from {found.min()} to {found.max()}")
        return found

    groups = tuple(
        Part(str(name), str(text), WHOLE.whole(n, "the size of a group"))
        for name, n, text in head["groups"]
    )
    sent: dict[Any, Any] = {}
    for k, group in enumerate(groups):
        when = array(f"times {k}", "iuf")
        who = within(f"members {k}", group.n, len(when))
        sent[group] = when, who, float(array(f"unit {k}", "f", 0))
    projections = []
    for k, (name, text) in enumerate(head["projections"]):
        i, j = array(f"i {k}", "iu"), array(f"j {k}", "iu")
        if head["form"] in OLDER and f"conductances {k}" in arrays:
            # the weights of the cells, a matrix, had the same name, and there is a cell for each
            # pair
            arrays |= {f"cells {each} {k}": arrays[f"{each} {k}"] for each in CELLS}
            arrays[f"weights {k}"] = arrays[f"weights {k}"].ravel()
        weights = array(f"weights {k}", "f", 1, len(i))
        if len(i) != len(j):
            raise ValueError(f"i {k} has {len(i)} values and j {k} {len(j)}")
        projections.append(Part(str(name), str(text), 0, (i, j), weights))
    parts = (*groups, *projections)
    states = {
        (parts[int(k)], name): array(key, "f", 2)
        for key in arrays
        if key.startswith("state ")
        for _, k, name in [key.split(" ", 2)]
    }
    films = {
        p: array(f"film {k}", "f", 2) for k, p in enumerate(projections) if f"film {k}" in arrays
    }
    cells = {
        projections[k]: _read_array(tuple(arrays[f"cells {name} {k}"] for name in CELLS), *about)
        for k, *about in head["arrays"]
    }
    recipe = head.get("recipe")
    nets = {name: each for name, each in arrays.items() if name.startswith("net ")}
    return NetworkRun(
        Saved(groups, tuple(projections), str(head["net"])),
        str(head["engine"]),
        SEED.whole(head["seed"], "the seed"),
        float(head["duration"]),
        sent,
        {(str(what), str(where)): int(n) for what, where, n in head["counts"]},
        int(head["samples"]),
        float(head["step"]),
        states,
        {projections[k]: arrays[f"weights {k}"] for k in head["learned"]},
        (array("filmed", "f"), films),
        str(head["note"]),
        cells,
        Recipe(recipe, nets, models, path) if isinstance(recipe, dict) else None,
    )
