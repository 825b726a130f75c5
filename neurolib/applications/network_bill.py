"""The bill of any network: a NIR network runs on a counting engine, and its counts are paid for on every price list.

Beside it stands, layer by layer, the network with numbers of as many bits as the spike counts need: the honest competitor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from os import PathLike
from typing import Any, NamedTuple

import numpy as np

from .. import energy
from ..energy import CMOS_45NM, Bill, Ledger, MissingPrice, PriceList
from ..energy.prices import Table, percent, spread
from ..engines import Clocked, EventDriven
from ..model import ParameterError, Quantity, expect
from ..network import Network
from ..recording import NetworkRun
from ..units import ms, quantity, s, show
from . import nir
from .claim import Claim, flips, verdict
from .silicon import count_bits, memory_break_even, quantised_layer, spiking_layer

LISTS = tuple(each for each in vars(energy).values() if isinstance(each, PriceList))  # every price list there is
DURATION = Quantity("ms", "length of the run", 1e-9 * s, 1e6 * s, (10 * ms, 1 * s))


class LayerBill(NamedTuple):
    """A layer, once with spikes and once with numbers: both bills at 45 nm, and the claim at the rate and density that were measured."""

    name: str
    spiking: Bill
    quantised: Bill
    claim: Claim


@dataclass(frozen=True, repr=False)
class NetworkBill:
    """What a network did in a run and what it would cost: a bill for each price list, and a comparison for each layer.

    ``rate`` is how many spikes an input sends in a time step, ``density`` the fraction of inputs that send any, ``traffic`` the words
    that were read and written to keep membranes, ``steps`` the time steps. Printing never fails: a list that lacks a price says so.
    """

    run: NetworkRun
    ledger: Ledger
    bills: tuple[Bill, ...]
    layers: tuple[LayerBill, ...]
    rate: float
    density: float
    traffic: int
    steps: int

    @property
    def whole(self) -> tuple[float, float]:
        """What all layers take at 45 nm, J: with spikes, and with numbers."""
        return math.fsum(layer.spiking.total for layer in self.layers), math.fsum(layer.quantised.total for layer in self.layers)

    def _prices(self) -> Table:
        rows = []
        for bill in self.bills:
            known = not bill.missing
            total = spread(bill.total, *bill.interval, "J") if known else "refused"
            rows.append([bill.prices.name, total, show(bill.power, "W") if known else "–"])
        return Table(["price list", "energy (if all prices are low, high)", "mean power"], rows, "lrr", 3)

    @property
    def refusals(self) -> dict[str, str]:
        """Why a price list has no total: its name, and the sentence."""
        found = {}
        for bill in self.bills:
            try:
                _ = bill.total
            except MissingPrice as refused:
                found[bill.prices.name] = str(refused)
        return found

    def _compared(self) -> Table:
        rows = []
        for name, spiking, quantised, claim in self.layers:
            spikes, numbers = show(spiking.total, "J"), show(quantised.total, "J")
            rates = [percent(each) for each in (claim.s, claim.d, claim.break_even, memory_break_even(self.steps, int(claim.b_w)))]
            rows.append([name, f"{claim.n:g} × {claim.m:g}", spikes, numbers, *rates])
        heads = ["layer", "inputs × outputs", "spikes", "numbers", "rate", "active", "break-even", "by memory alone"]
        return Table(heads, rows, "lrrrrrrr", 8)

    def __str__(self) -> str:
        bits, (spikes, numbers) = count_bits(self.steps), self.whole
        share = show(self.traffic * CMOS_45NM["word read"].value, "J")
        words = [
            f"The bill of a network for {show(self.ledger.duration, 's')} on {self.run.engine}, {quantity(self.steps)} time steps",
            self._prices().text(),
            *(f"Refused: {sentence}" for sentence in self.refusals.values()),
            f"Input: {percent(self.rate)} of inputs fire in a time step, and {percent(self.density)} of them at all.",
            f"Membranes: {quantity(self.traffic)} words read and written, {share} at 45 nm.",
            f"The same network with numbers of {bits} bits, at 45 nm: {show(numbers, 'J')}, and {show(spikes, 'J')} with spikes.",
            self._compared().text(),
            *(f"{layer.name}: {verdict(layer.claim)}" for layer in self.layers),
            *(
                f"{name} leads back to itself: numbers are counted as if one pass were enough, which flatters them."
                for name in self._looped()
            ),
            "Assumed, since NIR does not say: seconds, no refractory time, nothing learns. A layer's weights are a full table.",
        ]
        return "\n".join(words)

    __repr__ = __str__

    def _looped(self) -> list[str]:
        """Return the layers that are their own input: their competitor would need more than one pass."""
        ends = [[group.name.partition(nir.KIND)[0] for group in (each.pre, each.post)] for each in self.run.net.projections]
        return list(dict.fromkeys(pre for pre, post in ends if pre == post))

    def plain(self) -> dict[str, Any]:
        """Return the numbers as plain values, for JSON."""
        bills = {bill.prices.name: None if bill.missing else [bill.total, *bill.interval] for bill in self.bills}
        layers = {
            layer.name: {
                "spikes": layer.spiking.total, "numbers": layer.quantised.total, "rate": layer.claim.s, "density": layer.claim.d,
                "break-even": layer.claim.break_even, "flips": [flip.words for flip in flips(layer.claim)],
            }
            for layer in self.layers
        }  # fmt: skip
        found = {"duration": self.ledger.duration, "steps": self.steps, "rate": self.rate, "density": self.density, "traffic": self.traffic}
        return {**found, "joules": bills, "refused": self.refusals, "layers": layers}


def bill_nir(
    model: str | PathLike[str], events: str | PathLike[str], dt: Any = 0.1 * ms, area: Any = 1.0, engine: str = "clocked",
    weight_bits: Any = 8,
) -> NetworkBill:  # fmt: skip
    """Return the bill of the network in a NIR file for the spikes in a file of events: see :func:`~neurolib.applications.nir.events`.

    ``dt`` in s is the time step of "clocked" and the least delay of a connection, ``area`` that of a spike (see there),
    ``engine`` "clocked" or "events". Needs the package ``nir``; raises :class:`ParameterError` for what cannot be run.
    """
    graph = nir.read_nir(model)
    times, who, duration = nir.events(events)
    dt = nir.TICK.number(dt, "bill_nir's dt")
    net = nir.network(graph, times, who, dt, area)
    if duration is None:
        duration = (math.floor(float(times.max(initial=0.0)) / dt) + 1) * dt
    return bill_network(net, duration, dt, engine, weight_bits)


def bill_network(net: Network, duration: Any, dt: Any = 0.1 * ms, engine: str = "clocked", weight_bits: Any = 8) -> NetworkBill:
    """Return the bill of a network that runs for ``duration`` s; the same counts as numbers are those of the time steps ``dt`` (s)."""
    duration, dt = DURATION.number(duration, "bill_network's duration"), nir.TICK.number(dt, "bill_network's dt")
    expect(net, Network, "bill_network's net", "a network, as in Network()")
    if not isinstance(engine, str) or engine not in ("clocked", "events"):
        raise ParameterError(f"bill_network's engine is {engine!r:.40}; expected 'clocked' or 'events'.")
    run = (Clocked(dt=dt) if engine == "clocked" else EventDriven()).run(net, duration)
    steps = max(1, round(run.duration / dt))
    idle = [group.name for group in net.populations if isinstance(group.neuron, nir.Readout)]  # it has no threshold to be checked
    ledger = Ledger({key: n for key, n in run.counts.items() if key[0] != "threshold check" or key[1] not in idle}, run.duration)
    sources = [group for group in net.groups if group not in net.populations]
    sent = np.concatenate([_counts(run, group) for group in sources]) if sources else np.zeros(1)
    keeping = {group.name for group in net.populations}
    traffic = sum(n for (what, where), n in ledger.counts.items() if what in ("word read", "word written") and where in keeping)
    layers = tuple(_layers(run, steps, weight_bits))
    bills = tuple(ledger.bill(prices) for prices in LISTS)
    return NetworkBill(run, ledger, bills, layers, float(sent.mean()) / steps, float((sent > 0).mean()), traffic, steps)


def _counts(run: NetworkRun, group: Any) -> np.ndarray:
    return np.bincount(run.spikes(group)[1], minlength=group.n)


def _layers(run: NetworkRun, steps: int, weight_bits: Any) -> list[LayerBill]:
    """Return a layer for each node of neurons: all that send to it are its inputs."""
    nodes: dict[str, dict[Any, None]] = {}
    sizes: dict[str, set[Any]] = {}
    for projection in run.net.projections:
        name = projection.post.name.partition(nir.KIND)[0]
        nodes.setdefault(name, {})[projection.pre] = None
    for population in run.net.populations:
        sizes.setdefault(population.name.partition(nir.KIND)[0], set()).add(population)
    found = []
    for name, senders in nodes.items():
        counts = np.concatenate([_counts(run, group) for group in senders])
        if counts.max() > steps:
            raise ParameterError(
                f"An input of {name} fires {counts.max()} times in {steps} time steps; expected one spike a step at most: a smaller dt."
            )
        outputs = sum(population.n for population in sizes[name])
        spiking, quantised = (layer(counts[None, :], outputs, steps, weight_bits) for layer in (spiking_layer, quantised_layer))
        sizes_of = {"n": len(counts), "m": outputs, "b_w": weight_bits}
        claim = Claim.measured(float(counts.mean()) / steps, float((counts > 0).mean()), steps, **sizes_of)
        found.append(LayerBill(name, spiking.bill(CMOS_45NM), quantised.bill(CMOS_45NM), claim))
    return found
