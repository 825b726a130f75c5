"""What both engines do alike: look at what they are given, choose a path and say why, and hand back trains by group."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..model import ParameterError, Quantity
from ..network import Group, Network, Population
from ..units import s, us
from .layout import Layout

DURATION = Quantity("s", "length of the run", 1 * us, 1e6 * s, (0.1 * s, 100 * s))
SEED = Quantity("", "seed of all that is random, a whole number", 0, 2**53)
MOST_SNAPSHOTS = 1_000_000
MOST_VALUES = 2e8  # recorded voltages, or weights
BLOCK = 0.1  # s between two looks at the keyboard and at the progress
LOADING = 1.0  # s of work below which it does not pay to load Numba


class Engine:
    """A way to let time pass over a :class:`~neurolib.network.Network`."""

    _story = "nothing has run yet, so no path was taken."

    def explain(self) -> str:
        """Return a sentence on the path that the last run took, and why."""
        return f"{self!r}: {self._story}"

    def _checked(self, net: Any, duration: Any, seed: Any) -> tuple[float, int]:
        """Return duration and seed, or refuse what no run can begin with."""
        name = f"{type(self).__name__}.run"
        if not isinstance(net, Network):
            raise ParameterError(f"{name}'s net is {net!r:.60}; expected a Network. One neuron runs by simulate(neuron, I, duration).")
        if not net.groups:
            raise ParameterError(f"{name}'s net is empty; add neurons first, as in net.population(LIF(), 100).")
        whole = int(SEED.number(seed, f"{name}'s seed"))
        if whole != seed:
            raise ParameterError(f"{name}'s seed ({SEED.meaning}) is {seed!r:.60}; expected a whole number, as in seed=1.")
        return DURATION.number(duration, f"{name}'s duration"), whole

    def _compiles(self, shown: str, work: float, obstacle: str | None, plain: str) -> bool:
        """Choose the path for so many seconds of ``work``, and keep the reason."""
        if obstacle is None and "numba" not in sys.modules and work < LOADING:
            obstacle = f"loading Numba takes longer than the {work:.1g} s of work expected"
        if obstacle:
            self._story = f"{shown} on the plain {plain}, because {obstacle}."
        else:
            self._story = f"{shown} on the compiled path (Numba), because it is loaded or the work is worth loading it."
        return obstacle is None


class Film:
    """The weights of all that learns, kept at evenly spaced moments from 0 to the ``end`` of a run, in an engine's own time."""

    def __init__(self, net: Network, snapshots: Any, end: float) -> None:
        given = np.asarray(snapshots)
        whole = given.ndim == 0 and given.dtype.kind in "iuf" and given == np.rint(given)
        if not (whole and (given == 0 or 2 <= given <= MOST_SNAPSHOTS)):
            raise ParameterError(
                f"run's snapshots (number of moments at which weights are kept, start and end included) is {snapshots!r:.60}; "
                f"expected 0, or a whole number from 2 to {MOST_SNAPSHOTS:,}, as in snapshots=50."
            )
        n = int(given)
        learning = [projection for projection in net.projections if projection.plasticity is not None]
        if n and not learning:
            raise ParameterError("run's snapshots keep weights, and nothing in this network learns: net.project(…, plasticity=STDP()).")
        values = n * sum(projection.pre.n * projection.post.n for projection in learning)
        if values > MOST_VALUES:
            raise ParameterError(f"run's snapshots may be {values:.2g} weights; expected at most {MOST_VALUES:.0e}; keep fewer moments.")
        moments = np.linspace(0, end, n)
        self.moments = np.unique(np.rint(moments).astype(int) if isinstance(end, int) else moments).tolist()  # a tick is kept once
        self.times: list[float] = []
        self.weights: dict[Any, list[np.ndarray]] = {projection: [] for projection in learning} if n else {}

    def until(self, wished: Any) -> Any:
        """Return the next moment to be kept, where it comes before the one wished for."""
        return min([wished, *self.moments[len(self.times) : len(self.times) + 1]])

    def look(self, path: Any) -> None:
        """Keep the weights where a moment has come."""
        if len(self.times) < len(self.moments) and path.done >= self.moments[len(self.times)]:
            self.times.append(path.done)
            for projection, weights in path.weights():
                self.weights[projection].append(weights.copy())

    def developed(self, unit: float) -> tuple[np.ndarray, dict[Any, np.ndarray]]:
        """Return times in s and, for each projection that learns, weights of the shape (times, synapses)."""
        return np.array(self.times) * unit, {projection: np.array(kept) for projection, kept in self.weights.items()}


def watched(net: Network, record: Mapping[Any, Sequence[int]], steps: int, places: dict[Any, tuple[int, int]]) -> dict[Any, list[Any]]:
    """Return for each population the (slab, position) of the neurons to be watched."""
    found = {}
    for population, indices in record.items():
        if not isinstance(population, Population) or population not in places:
            raise ParameterError(f"record names {population!r:.60}; expected a population of this network, as in {{population: [0, 1]}}.")
        which = np.ravel(indices)
        if which.size and (which.dtype.kind not in "iu" or which.min() < 0 or which.max() >= population.n):
            raise ParameterError(f"record[{population.name}] is {indices!r:.60}; expected indices from 0 to {population.n - 1}.")
        slab, start = places[population]
        found[population] = [(slab, start + int(i)) for i in which]
    values = sum(map(len, found.values())) * (steps + 1)
    if values > MOST_VALUES:
        raise ParameterError(f"record asks for {values:.2g} voltages; expected at most {MOST_VALUES:.0e}; watch fewer neurons.")
    return found


def train(group: Group, layout: Layout, sent: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Return the spikes of a group, its members counted from 0, out of those of all senders."""
    sender, start = layout.places[group]
    when, who = sent[sender]
    if group.n < layout.senders[sender].n:
        own = (who >= start) & (who < start + group.n)
        when, who = when[own], who[own] - start
    return when, who
