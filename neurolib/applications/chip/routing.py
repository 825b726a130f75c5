r"""Spikes on their way: the bus that neurons share, the mesh between cores, and the mapping of a
network onto cores with limits.

A spike leaves a neuron as the number of that neuron, an address event. How long does it wait until
the wires are free, how far does it go, and what must be cut so that a network fits? Bills are
written by :mod:`neurolib.energy` from the hops that are counted here. Used in chapter 7.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from ...energy import Ledger
from ...model import SEED, Model, ParameterError, Quantity, expect, flag, generator, param, word
from ...network import Group, Network, Population
from ...recording import NetworkRun
from ...units import Hz, ns, s

NEURONS = Quantity("", "number of neurons", 1.0, 1e15, (256.0, 65536.0))
RATE = Quantity("Hz", "events per second", 0.0, 1e15 * Hz)
SERVICE = Quantity(
    "ns", "time for which one event occupies the wires", 1e-15 * s, 1 * s, (10 * ns, 1000 * ns)
)
LOAD = Quantity("", "load of the wires", 0.0, 1e6, (0.0, 1.0))
TIMES = Quantity("us", "times of events", 0.0, 1e9 * s)
HOPS = Quantity("", "number of hops", 0.0, 1e6, (1.0, 20.0))
INPUTS = Quantity("", "number of inputs of a neuron", 0.0, 1e15, (1.0, 1000.0))
SPIKING = Quantity("Hz", "rates of neurons", 0.0, 1e6 * Hz)
TRIES = Quantity("", "number of tries", 0.0, 1e9, (1000.0, 1e5))
SPEED = Quantity(
    "", "how many times faster than the network's own time the chip runs", 1e-6, 1e9, (1.0, 1000.0)
)


# --- Address events on a bus ----------------------------------------------------------------------


def address_bits(n: Any) -> int:
    r"""Return how many bits name one of ``n`` neurons.

    .. math::

        b = \lceil \log_2 N \rceil \tag{1}
    """
    return math.ceil(math.log2(NEURONS.whole(n, "address_bits's n")))  # (1)


def aer_wait(rate: Any, service: Any) -> Any:
    r"""Return the mean time for which an address event waits before the bus is free, in s; infinite
    from a load of 1 on.

    Events come as a Poisson process of ``rate`` λ, and each occupies the bus for a fixed
    ``service`` S: the queue M/D/1.

    .. math::

        \rho = \lambda S \tag{1}
        W = \frac{\rho\, S}{2\,(1 - \rho)} \tag{2}

    Sources: L. Kleinrock, *Queueing Systems* I (1975); K. A. Boahen (2000), doi:10.1109/82.842110,
    of chips.
    """
    rate, S = RATE.array(rate, "aer_wait's rate"), SERVICE.number(service, "aer_wait's service")
    rho = rate * S  # (1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(rho < 1, rho * S / (2 * (1 - rho)), np.inf)[()]  # (2)


def aer_jitter(rate: Any, service: Any) -> Any:
    r"""Return the standard deviation of that wait: what the bus does to the time of a spike.

    .. math::

        \sigma_W = \sqrt{W^2 + \frac{\lambda S^3}{3\,(1 - \rho)}} \tag{1}

    A constant delay would do no harm to a code of times; a spread does. Source: L. Kleinrock,
    *Queueing Systems* I (1975).
    """
    rate, S = RATE.array(rate, "aer_jitter's rate"), SERVICE.number(service, "aer_jitter's service")
    W = np.asarray(aer_wait(rate, service))
    with np.errstate(divide="ignore"):
        # (1)
        return np.where(
            W < np.inf, np.sqrt(W**2 + rate * S**3 / (3 * np.maximum(1 - rate * S, 0))), np.inf
        )[()]


def queue(times: Any, service: Any) -> np.ndarray:
    r"""Return for how long each event of a sorted train waits where one is served at a time, in
    order.

    .. math::

        w_{k+1} = \max(0,\; w_k + S - (t_{k+1} - t_k)), \quad w_1 = 0 \tag{1}

    Source: D. V. Lindley (1952), doi:10.1017/S0305004100027638.
    """
    t, S = TIMES.array(times, "queue's times"), SERVICE.number(service, "queue's service")
    if t.ndim != 1 or (np.diff(t) < 0).any():
        raise ParameterError(
            "queue's times do not rise; expected one train of sorted times, as in np.sort(times)."
        )
    ahead = np.arange(len(t)) * S - t
    # (1), solved: the largest sum of what came since the queue was last empty
    return ahead - np.minimum.accumulate(ahead)


def aloha(load: Any) -> Any:
    r"""Return the throughput of a bus without an arbiter, on which events that overlap are both
    lost.

    .. math::

        \theta = \rho\, e^{-2\rho} \tag{1}

    which is at most 1/(2e). Source: K. A. Boahen (2000), doi:10.1109/82.842110.
    """
    rho = LOAD.array(load, "aloha's load")
    return (rho * np.exp(-2 * rho))[()]  # (1)


# --- A mesh of cores ------------------------------------------------------------------------------


class Delivered(NamedTuple):
    """What became of packets: of each arrival the packet, the core and the latency in s; and every
    crossing of a link.

    ``moves`` has a row for each crossing: the core that a packet left, the core that it reached,
    and the times in s at which it asked for the link and got it.
    """

    packet: np.ndarray
    core: np.ndarray
    latency: np.ndarray
    moves: np.ndarray

    @property
    def crossed(self) -> dict[tuple[int, int], int]:
        """How often each link was crossed."""
        links, n = np.unique(self.moves[:, :2].astype(int), axis=0, return_counts=True)
        return {(int(a), int(b)): int(count) for (a, b), count in zip(links, n, strict=True)}


@dataclass(frozen=True, repr=False)
class Mesh(Model):
    r"""A square grid of k × k cores, with a link each way between neighbours; on a torus, opposite
    edges are neighbours too.

    Core number n stands in column n mod k of row ⌊n/k⌋. A packet goes along the row first, then
    along the column. Between two cores drawn at random it makes, on a mesh (1) and on a torus with
    an even k (2), a mean of

    .. math::

        \bar h = \frac{2\,(k^2 - 1)}{3 k} \tag{1}
        \bar h = \frac{k}{2} \tag{2}
        h = |x_1 - x_2| + |y_1 - y_2| \tag{3}
        t = S + h\,(S + t_r) \tag{4}

    hops; (3) is the distance on a mesh. The bus of its own core and each link carry one packet at a
    time, for S each, and a router holds it for :math:`t_r`: (4) is the latency of a packet that
    meets no other. The times are a teaching choice. Source: W. J. Dally and B. Towles, *Principles
    and Practices of Interconnection Networks* (2004). Used in chapter 7.
    """

    k: float = param(8, "", "cores along a side", 1, 64, (2, 16), 1)
    S: float = param(50 * ns, "ns", "service time", 1e-12 * s, 1 * s, (5 * ns, 500 * ns))
    t_r: float = param(20 * ns, "ns", "delay of a router", 0.0, 1 * s, (0 * ns, 100 * ns))
    edges: str = word("open", "whether opposite edges are joined", ("open", "joined"))

    def check(self) -> None:
        """Raise :class:`ParameterError` for a side that is no whole number."""
        self.quantities()["k"].whole(self.k, "Mesh.k")

    @property
    def cores(self) -> int:
        """Number of cores."""
        return int(self.k) ** 2

    @property
    def mean_hops(self) -> float:
        """Mean number of hops between two cores drawn at random, which may be the same one."""
        k = int(self.k)
        if self.edges == "open":
            return 2 * (k**2 - 1) / (3 * k)  # (1)
        return k / 2 if k % 2 == 0 else (k**2 - 1) / (2 * k)  # (2)

    def _cores(self, values: Any, name: str) -> np.ndarray:
        """Return the numbers of cores, one or an array of them, or refuse them."""
        last = Quantity("", "the number of a core, counted from 0", 0, self.cores - 1)
        found = last.array(values, f"Mesh's {name}")
        if (found != np.floor(found)).any():
            raise ParameterError(
                f"Mesh's {name} is {values!r:.60}; expected whole numbers of cores, "
                f"from 0 to {self.cores - 1}."
            )
        return found.astype(int)

    def _core(self, value: Any, name: str) -> int:
        """Return the number of one core, or refuse it."""
        if type(value) is int and 0 <= value < self.cores:  # as for each target of each packet
            return value
        return Quantity("", "the number of a core, counted from 0", 0, self.cores - 1).whole(
            value, f"Mesh's {name}"
        )

    def hops(self, start: Any, end: Any) -> np.ndarray:
        """Return the number of hops between cores (numbers or arrays)."""
        k, one, two = int(self.k), self._cores(start, "start"), self._cores(end, "end")
        try:
            np.broadcast_shapes(one.shape, two.shape)
        except ValueError:
            raise ParameterError(
                f"Mesh.hops's start has shape {one.shape} and end {two.shape}; expected "
                f"one for each other."
            ) from None
        apart = [np.abs(one % k - two % k), np.abs(one // k - two // k)]
        if self.edges == "joined":
            apart = [np.minimum(each, k - each) for each in apart]
        return np.asarray(apart[0] + apart[1])  # (3)

    def free_latency(self, hops: Any) -> Any:
        """Return the latency in s of a packet that meets no other on its way."""
        return self.S + HOPS.array(hops, "Mesh.free_latency's hops") * (self.S + self.t_r)  # (4)

    def route(self, start: int, end: int) -> list[int]:
        """Return the cores on the way, both ends included."""
        start, end = self._core(start, "start"), self._core(end, "end")
        k, path = int(self.k), [start]
        while path[-1] != end:
            path.append(next_core(path[-1], end, k, self.edges == "joined"))
        return path

    def tree(self, start: int, targets: Sequence[int]) -> dict[int, list[int]]:
        """Return core → next cores of a packet that is copied where the ways to its ``targets``
        part: multicast.
        """
        goals = {
            self._core(core, "targets")
            for core in expect(
                targets, (Sequence, set, np.ndarray), "Mesh.tree's targets", "a list of cores"
            )
        }
        return _tree(self, self._core(start, "start"), tuple(sorted(goals)))

    def sideways(self, link: tuple[int, int]) -> bool:
        """Return whether a link joins two cores of one row."""
        if not isinstance(link, (tuple, list)) or len(link) != 2:
            raise ParameterError(
                f"Mesh.sideways's link is {link!r:.60}; expected two cores, as in (3, 4)."
            )
        one, two = (self._core(core, "link") for core in link)
        return one // int(self.k) == two // int(self.k)

    def deliver(
        self, times: Any, sources: Any, targets: Sequence[Sequence[int]], multicast: bool = True
    ) -> Delivered:
        """Carry packets from their source cores at ``times`` (s) to all cores in ``targets``, one
        list a packet.

        Events are worked off in the order of time: a packet that finds a link taken waits, and the
        first to come is the first to go. Without ``multicast`` a source sends a packet of its own
        to each target.
        """
        t, start = TIMES.array(times, "Mesh.deliver's times"), self._cores(sources, "sources")
        expect(
            targets,
            (list, tuple),
            "Mesh.deliver's targets",
            "a list of lists of cores, as in [[5], [7, 9]]",
        )
        multicast = flag(multicast, "Mesh.deliver's multicast")
        if not t.ndim == start.ndim == 1 or not len(t) == len(start) == len(targets):
            given = f"{t.size} times, {start.size} sources and {len(targets)} lists of targets"
            raise ParameterError(f"Mesh.deliver has {given}; expected as many of each.")
        sent = [(n, goals) for n, goals in enumerate(targets)]
        if not multicast:
            sent = [(n, [goal]) for n, goals in sent for goal in goals]
        cores = start.tolist()
        return self._carried(
            t.tolist(), cores, sent, [self.tree(cores[n], goals) for n, goals in sent]
        )

    def _carried(
        self,
        t: list[float],
        start: list[int],
        sent: list[tuple[int, Any]],
        trees: list[dict[int, list[int]]],
    ) -> Delivered:
        """Work the packets off, first at the buses of their own cores, then one event after the
        other: (time, packet, core).
        """
        wanted = [set(goals) for _, goals in sent]
        heap: list[tuple[float, int, int]] = []
        free: dict[tuple[int, int], float] = {}
        moves: list[tuple[int, int, float, float]] = []
        arrived: list[tuple[int, int, float]] = []
        pop, push, S, t_r = heapq.heappop, heapq.heappush, self.S, self.t_r
        for now, j, core in sorted((t[n], j, start[n]) for j, (n, _) in enumerate(sent)):
            free[core, core] = done = max(now, free.get((core, core), 0.0)) + S
            heap.append((done, j, core))
        heapq.heapify(heap)
        while heap:
            now, j, core = pop(heap)
            if core in wanted[j]:
                arrived.append((sent[j][0], core, now - t[sent[j][0]]))
            for after in trees[j].get(core, ()):
                got = max(now, free.get((core, after), 0.0))
                free[core, after] = done = got + S
                moves.append((core, after, now, got))
                push(heap, (done + t_r, j, after))
        return _delivered(arrived, moves)


def _delivered(
    arrived: list[tuple[int, int, float]], moves: list[tuple[int, int, float, float]]
) -> Delivered:
    packet, core, latency = zip(*arrived, strict=True) if arrived else ((), (), ())
    rows = np.array(moves, dtype=float).reshape(-1, 4)
    return Delivered(
        np.array(packet, dtype=int), np.array(core, dtype=int), np.array(latency, dtype=float), rows
    )


@lru_cache(maxsize=20_000)
def _tree(mesh: Mesh, start: int, targets: tuple[int, ...]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for core in targets:
        path = mesh.route(start, core)
        for here, after in pairwise(path):
            if after not in found.setdefault(here, []):
                found[here].append(after)
    return found


def next_core(core: Any, goal: Any, k: Any, joined: Any) -> Any:
    """Return the core that comes after one on the way to another: along the row first, then along
    the column, and on a torus over the edge where that is shorter.
    """
    stride = 1 if core % k != goal % k else k
    here, there = core // stride % k, goal // stride % k
    step = 1 if there > here else -1
    if joined and abs(there - here) * 2 > k:
        step = -step
    return core + ((here + step) % k - here) * stride


# --- Mapping a network onto cores -----------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Core(Model):
    r"""A core of neuron circuits, each with a column of synapse rows; a weight of either sign takes
    two rows.

    .. math::

        n = \left\lceil \frac{2 K}{R} \right\rceil \tag{1}

    circuits are joined to make one neuron with K inputs. The usual numbers are those of
    BrainScaleS-2: C. Pehle et al. (2022), doi:10.3389/fnins.2022.795876. Used in chapter 7.
    """

    circuits: float = param(512, "", "neuron circuits of a core", 1, 1e6, (16, 1024), 1)
    R: float = param(256, "", "synapse rows of a circuit", 2, 1e6, (64, 1024), 1)
    bits: float = param(6, "", "bits of a weight", 1, 32, (1, 8), 1)

    def needed(self, fan_in: Any) -> Any:
        """Return how many circuits a neuron with ``fan_in`` inputs takes (number or array)."""
        K_in = INPUTS.array(fan_in, "Core.needed's fan_in")
        return np.maximum(np.ceil(2 * K_in / self.R), 1).astype(int)[()]  # (1)


TYPED = {
    Network: "Network()",
    NetworkRun: "EventDriven().run(net, 1*s)",
    Mesh: "Mesh(k=4)",
    Core: "Core()",
}


def _a(kind: Any, value: Any) -> Any:
    """Return a network, a run, a mesh or a core, or refuse what is none."""
    return expect(
        value,
        kind,
        f"The {kind.__name__.lower().removeprefix('network') or 'network'}",
        f"one, as in {TYPED[kind]}",
    )


def _places(cores: Any, group: Group, n: float = np.inf) -> np.ndarray:
    """Return the core of each member of a group, of ``n`` cores, or refuse it."""
    places = np.asarray(
        expect(cores, Mapping, "The placement", "a dictionary, as fill returns it").get(group, ())
    )
    if (
        places.shape != (group.n,)
        or places.dtype.kind not in "iu"
        or places.min() < 0
        or places.max() >= n
    ):
        expected = f"{group.n} cores, each from 0" + (f" to {n - 1}" if n < np.inf else "")
        raise ParameterError(
            f"The placement of {group.name} is {places!r:.60}; expected {expected}."
        )
    return places


def _rates(rates: Any, group: Group) -> np.ndarray:
    """Return the rate of each member of a group, or refuse it."""
    known = group in expect(
        rates, Mapping, "The rates", "a dictionary, as in {cells: run.rates(cells)}"
    )
    found = SPIKING.array(rates[group], f"The rates of {group.name}") if known else np.empty(0)
    if found.shape != (group.n,):
        raise ParameterError(
            f"The rates of {group.name} have shape {found.shape}; expected {group.n}, one for each."
        )
    return found


def fan_in(net: Network, population: Population, seed: int = 0) -> np.ndarray:
    """Return the number of synapses at each neuron of a population."""
    seed = SEED.whole(seed, "fan_in's seed")
    if not any(population is member for member in _a(Network, net).populations):
        raise ParameterError(
            f"fan_in's population is {population!r:.60}; expected one of this network."
        )
    ends = [
        projection.pairs(seed)[1] for projection in net.projections if projection.post is population
    ]
    return (
        np.bincount(np.concatenate(ends), minlength=population.n)
        if ends
        else np.zeros(population.n, dtype=int)
    )


def fill(
    net: Network, mesh: Mesh, core: Core, rng: np.random.Generator | None = None, seed: int = 0
) -> dict[Group, np.ndarray]:
    """Place the neurons of a network, core after core: in the order in which they were made, or
    shuffled by ``rng``.

    Returns a core for each member of each group; sources of spikes enter at core 0. Raises
    :class:`ParameterError` where the network does not fit.
    """
    _a(Network, net), _a(Mesh, mesh), _a(Core, core)
    neurons = [(population, i) for population in net.populations for i in range(population.n)]
    wants = np.concatenate(
        [
            np.atleast_1d(core.needed(fan_in(net, population, seed)))
            for population in net.populations
        ]
    )
    order = (
        np.arange(len(neurons)) if rng is None else generator(rng, "fill").permutation(len(neurons))
    )
    cores: dict[Group, np.ndarray] = {group: np.zeros(group.n, dtype=int) for group in net.groups}
    here, left = 0, int(core.circuits)
    for n in order:
        if wants[n] > core.circuits:
            most = int(core.circuits * core.R / 2)
            raise ParameterError(
                f"A neuron takes {wants[n]} circuits, and a core has {core.circuits:g}; "
                f"give it at most {most} inputs."
            )
        if wants[n] > left:
            here, left = here + 1, int(core.circuits)
        if here >= mesh.cores:
            too_few = f"{mesh.cores} cores of {core.circuits:g} do not hold them"
            raise ParameterError(
                f"The network takes {wants.sum()} circuits, and {too_few}. Type a larger "
                f"mesh, as in Mesh(k={mesh.k + 1:g})."
            )
        left -= wants[n]
        population, i = neurons[n]
        cores[population][i] = here
    return cores


def occupied(
    net: Network, mesh: Mesh, core: Core, cores: Mapping[Group, np.ndarray], seed: int = 0
) -> np.ndarray:
    """Return how many circuits of each core a placement takes; raise :class:`ParameterError` where
    one holds too many.
    """
    _a(Network, net), _a(Mesh, mesh), _a(Core, core)
    taken = np.zeros(mesh.cores, dtype=int)
    for population in net.populations:
        np.add.at(
            taken,
            _places(cores, population, mesh.cores),
            core.needed(fan_in(net, population, seed)),
        )
    if taken.max() > core.circuits:
        n = int(taken.argmax())
        raise ParameterError(
            f"Core {n} holds {taken[n]} circuits; it has {core.circuits:g}. Move "
            f"neurons to another core."
        )
    return taken


def flow(net: Network, rates: Mapping[Group, np.ndarray], seed: int = 0) -> np.ndarray:
    """Return how many spikes go in one second between each two neurons of a network's populations,
    in both directions together.
    """
    seed, first, n = SEED.whole(seed, "flow's seed"), {}, 0
    for population in _a(Network, net).populations:
        first[population], n = n, n + population.n
    between = np.zeros((n, n))
    for projection in net.projections:
        if projection.pre in first:
            i, j = projection.pairs(seed)
            np.add.at(
                between,
                (first[projection.pre] + i, first[projection.post] + j),
                _rates(rates, projection.pre)[i],
            )
    return between + between.T


def improved(
    net: Network,
    mesh: Mesh,
    cores: Mapping[Group, np.ndarray],
    rates: Mapping[Group, np.ndarray],
    rng: np.random.Generator,
    tries: int = 20_000,
    seed: int = 0,
) -> dict[Group, np.ndarray]:
    r"""Return a placement in which neurons have changed places so that busy pairs are near each
    other: simulated annealing.

    .. math::

        J = \tfrac{1}{2} \sum_{ij} F_{ij}\, h(c_i, c_j) \tag{1}

    is the hops per second if each synapse had a packet of its own; F is :func:`flow`, h the
    distance between cores. Two neurons, which must take as many circuits, swap their cores where
    that lowers J, and sometimes where it does not: the less often, the later. Source: S.
    Kirkpatrick, C. D. Gelatt and M. P. Vecchi (1983), doi:10.1126/science.220.4598.671.
    """
    F, generate, tries = (
        flow(net, rates, seed),
        generator(rng, "improved"),
        TRIES.whole(tries, "improved's tries"),
    )
    place = np.concatenate(
        [_places(cores, population, _a(Mesh, mesh).cores) for population in net.populations]
    )
    h = mesh.hops(*np.ogrid[: mesh.cores, : mesh.cores]).astype(float)
    pairs, chance = generate.integers(0, len(place), (tries, 2)), np.log(generate.random(tries))
    # the hops per second of one neuron, at random places
    hot = 0.5 * float(F.sum()) * mesh.mean_hops / len(place)
    for n, (i, j) in enumerate(pairs):
        if place[i] != place[j]:
            apart = h[place[j], place] - h[place[i], place]
            change = float((F[i] - F[j]) @ apart) + 2 * F[i, j] * h[place[i], place[j]]  # of (1)
            if change < -chance[n] * 0.3 * hot * max(1 - 1.2 * n / tries, 0.0):
                place[i], place[j] = place[j], place[i]
    ends = np.cumsum([population.n for population in net.populations])[:-1]
    return {**cores, **dict(zip(net.populations, np.split(place, ends), strict=True))}


def packets(
    run: Any, cores: Mapping[Group, np.ndarray], speed_up: float = 1.0
) -> tuple[np.ndarray, np.ndarray, list[list[int]]]:
    """Return times in s, source cores and target cores of the spikes of a network's run on a chip
    that runs ``speed_up`` times faster.

    A spike goes to every core on which its neuron has a target; one without a target goes nowhere.
    """
    speed = SPEED.number(speed_up, "packets' speed_up")
    _a(NetworkRun, run)
    times, sources, targets = [np.empty(0)], [np.empty(0, dtype=int)], []
    for group in run.net.groups:
        goals: list[set[int]] = [set() for _ in range(group.n)]
        for projection in run.net.projections:
            if projection.pre is group:
                i, j = projection.pairs(run.seed)
                for sender, core in zip(
                    i.tolist(), _places(cores, projection.post)[j].tolist(), strict=True
                ):
                    goals[sender].add(core)
        t, who = run.spikes(group)
        with_goals = np.array([bool(each) for each in goals], dtype=bool)[who]
        times.append(t[with_goals] / speed)
        sources.append(_places(cores, group)[who[with_goals]])
        targets += [sorted(goals[sender]) for sender in who[with_goals]]
    t = np.concatenate(times)
    order = np.argsort(t, kind="stable")
    return t[order], np.concatenate(sources)[order], [targets[n] for n in order]


def routed(
    run: Any,
    mesh: Mesh,
    cores: Mapping[Group, np.ndarray],
    speed_up: float = 1.0,
    multicast: bool = True,
) -> tuple[Ledger, Delivered]:
    """Carry the spikes of a network's run over a mesh; return the run's ledger with its hops, by
    direction, and the latencies.

    ``cores`` places each group. With ``multicast`` a packet is copied where ways part; without,
    each target core has its own packet. The ledger lasts as long as the chip runs, for which it
    leaks.
    """
    t, sources, targets = packets(run, cores, speed_up)
    multicast = flag(multicast, "routed's multicast")
    done = _a(Mesh, mesh).deliver(t, sources, targets, multicast) if len(t) else _delivered([], [])
    counts = dict(run.ledger.counts)
    for name, way in ("hop east-west", True), ("hop north-south", False):
        counts[name, "mesh"] = sum(
            n for link, n in done.crossed.items() if mesh.sideways(link) is way
        )
    return Ledger(counts, run.duration / SPEED.number(speed_up, "routed's speed_up")), done
