"""The bill of any network: a NIR network runs on a counting engine, and its counts are paid for on
every price list.

Beside it stands, layer by layer, the network with numbers of as many bits as the spike counts need:
the honest competitor, which passes once over the counts of the whole run, or once over those of
each of several windows. A list of prices that does not hold for the network is left out of the
table, with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from typing import Any, NamedTuple

import numpy as np

from ... import energy
from ...energy import CMOS_7NM, CMOS_45NM, Bill, Ledger, Price, PriceList
from ...energy.prices import Table, listed, percent, spread
from ...engines import Clocked, EventDriven
from ...model import ParameterError, Quantity, expect, flag, meant
from ...network import Network
from ...recording import NetworkRun
from ...units import factor, ms, quantity, s, show
from ..chip.silicon import count_bits, memory_break_even, quantised_layer, spiking_layer
from . import nir, nir_area
from .claim import Claim, flips, verdict

# 7 nm replaces 45 nm
LISTS = tuple(
    each for each in vars(energy).values() if isinstance(each, PriceList) and each is not CMOS_7NM
)
DURATION = Quantity("ms", "length of the run", 1e-9 * s, 1e6 * s, (10 * ms, 1 * s))
PASSES = Quantity(
    "", "passes of the network with numbers, one for each window of the run", 1.0, 1e6, (1.0, 100.0)
)
PRICES = (
    "prices, as in [Price('clock tick', 0*pJ, 'one step of the clock', 'my assumption', 'assumed')]"
)
ENERGIES = "aJ", "fJ", "pJ", "nJ", "uJ", "mJ", "J"
TYPED = {  # what to type where a price is missing: in Python, and as an option of the command
    False: "Type it in prices, as in prices=[Price({0!r}, 0*pJ, definition, source, "
    "'assumed')]; 0*pJ says that it is free.",
    True: 'Type --price "{0}=0" if it is free, or its energy, as in --price "{0}=5 pJ".',
}


class LayerBill(NamedTuple):
    """A layer, once with spikes and once with numbers: both bills in one technology, and the claim
    at what was measured.
    """

    name: str
    spiking: Bill
    quantised: Bill
    claim: Claim


@dataclass(frozen=True, repr=False)
class NetworkBill:
    """What a network did in a run and what it would cost: a bill for each price list, and a
    comparison for each layer.

    ``rate`` is how many spikes an input sends in a time step, ``density`` the fraction of inputs
    that send any, ``traffic`` the words that were read and written to keep membranes, ``steps`` the
    time steps, ``passes`` those of the network with numbers. ``network`` has the mean "rate" of its
    neurons (Hz), their "fan-in" and the "tick" (s), by which lists of prices hold or not;
    ``assumed`` is what was assumed to read it, and ``technology`` the list at which layers are
    compared. Printing never fails: a list that lacks a price or does not hold says so.
    """

    run: NetworkRun
    ledger: Ledger
    bills: tuple[Bill, ...]
    layers: tuple[LayerBill, ...]
    rate: float
    density: float
    traffic: int
    steps: int
    passes: int = 1
    network: Mapping[str, float | None] = field(default_factory=dict)
    assumed: str = ""
    technology: PriceList = CMOS_45NM

    @property
    def whole(self) -> tuple[float, float]:
        """What all layers take in the technology, J: with spikes, and with numbers."""
        return math.fsum(layer.spiking.total for layer in self.layers), math.fsum(
            layer.quantised.total for layer in self.layers
        )

    @property
    def left_out(self) -> dict[str, str]:
        """Why a price list does not hold for this network: its name, and a few words."""
        found = {bill.prices.name: bill.prices.broken(self.network) for bill in self.bills}
        return {name: "; ".join(words) for name, words in found.items() if words}

    @property
    def refusals(self) -> dict[str, str]:
        """Why a price list has no total: its name, and the sentence."""
        return self._refusals(command=False)

    def _refusals(self, command: bool) -> dict[str, str]:
        return {
            bill.prices.name: bill.refusal(TYPED[command]) for bill in self.bills if bill.missing
        }

    def _prices(self) -> Table:
        rows, left_out = [], self.left_out
        for bill in self.bills:
            name = bill.prices.name
            if name in left_out:
                rows.append([name, "left out", "–", left_out[name]])
            elif bill.missing:
                rows.append([name, "refused", "–", f"no price for {listed(bill.missing)}"])
            else:
                rows.append(
                    [name, spread(bill.total, *bill.interval, "J"), show(bill.power, "W"), ""]
                )
        heads = [
            "price list",
            "energy (if all prices are low, high)",
            "mean power",
            "why there is none",
        ]
        return Table(heads, rows, "lrrl", 4)

    def _compared(self) -> Table:
        rows = []
        for name, spiking, quantised, claim in self.layers:
            spikes, numbers = show(spiking.total, "J"), show(quantised.total, "J")
            alone = memory_break_even(int(claim.T), int(claim.b_w))
            rates = [percent(each) for each in (claim.s, claim.d, claim.break_even, alone)]
            rows.append([name, f"{claim.n:g} × {claim.m:g}", spikes, numbers, *rates])
        heads = [
            "layer",
            "inputs × outputs",
            "spikes",
            "numbers",
            "rate",
            "active",
            "break-even",
            "by memory alone",
        ]
        return Table(heads, rows, "lrrrrrrr", 8)

    def __str__(self) -> str:
        return self.text()

    def text(self, command: bool = False) -> str:
        """Return the whole report; advice is for Python, or for the ``command``."""
        command = flag(command, "NetworkBill.text's command")
        steps, (spikes, numbers) = self.steps // self.passes, self.whole
        share, node = (
            show(self.traffic * self.technology["word read"].value, "J"),
            self.technology.name.removeprefix("CMOS "),
        )
        words = [
            f"The bill of a network for {show(self.ledger.duration, 's')} on "
            f"{self.run.engine}, {quantity(self.steps)} time steps",
            self._prices().text(),
            *(f"Refused: {sentence}" for sentence in self._refusals(command).values()),
            f"Input: {percent(self.rate)} of inputs fire in a time step, and "
            f"{percent(self.density)} of them at all.",
            f"Membranes: {quantity(self.traffic)} words read and written, {share} at {node}.",
            f"The same network with numbers of {count_bits(steps)} bits, "
            f"{self._counted()}, at {node}: {show(numbers, 'J')}, "
            f"and {show(spikes, 'J')} with spikes.",
            self._windows(command),
            self._compared().text(),
            *(f"{layer.name}: {verdict(layer.claim, 'pass')}" for layer in self.layers),
            *(
                f"{name} leads back to itself: numbers are counted as if one "
                f"pass{' of each window' * (self.passes > 1)} were enough, "
                "which flatters them."
                for name in self._looped()
            ),
            f"Assumed: {self.assumed}." if self.assumed else "",
            "A layer's weights are a full table.",
        ]
        return "\n".join(filter(None, words))

    def _counted(self) -> str:
        """Say over what the network with numbers passes."""
        if self.passes == 1:
            return "in one pass over the counts of the whole run"
        return (
            f"in {self.passes} passes, each over the counts of "
            f"{quantity(self.steps // self.passes)} time steps"
        )

    def _windows(self, command: bool) -> str:
        """Say when one pass is too few, and what to type."""
        if self.passes > 1:
            return ""
        typed = "--passes N" if command else "passes=N"
        return (
            f"One pass is right for a still picture. A network that computes in time needs "
            f"one for each window: type {typed}."
        )

    __repr__ = __str__

    def _looped(self) -> list[str]:
        """Return the layers that are their own input: their competitor would need more than one
        pass.
        """
        ends = [
            [group.name.partition(nir.KIND)[0] for group in (each.pre, each.post)]
            for each in self.run.net.projections
        ]
        return list(dict.fromkeys(pre for pre, post in ends if pre == post))

    def plain(self, command: bool = False) -> dict[str, Any]:
        """Return the numbers as plain values, for JSON; a list that is refused or left out has
        none.
        """
        left_out, refused = (
            self.left_out,
            self._refusals(flag(command, "NetworkBill.plain's command")),
        )
        bills = {
            bill.prices.name: None
            if bill.prices.name in {*left_out, *refused}
            else [bill.total, *bill.interval]
            for bill in self.bills
        }
        layers = {
            layer.name: {
                "spikes": layer.spiking.total, "numbers": layer.quantised.total, "rate": layer.claim.s, "density": layer.claim.d,
                "break-even": layer.claim.break_even, "flips": [flip.words for flip in flips(layer.claim)],
            }
            for layer in self.layers
        }  # fmt: skip
        names = "steps", "passes", "rate", "density", "traffic", "assumed"
        found: dict[str, Any] = {"duration": self.ledger.duration, "network": dict(self.network)}
        found |= {name: getattr(self, name) for name in names}
        return {
            **found,
            "joules": bills,
            "refused": refused,
            "left out": left_out,
            "layers": layers,
        }


def bill_nir(
    model: str | PathLike[str],
    events: str | PathLike[str],
    dt: Any = 0.1 * ms,
    area: Any = None,
    engine: str = "clocked",
    weight_bits: Any = 8,
    prices: Sequence[Price] = (),
    passes: Any = 1,
    technology: PriceList = CMOS_45NM,
) -> NetworkBill:
    """Return the bill of the network in a NIR file for the spikes in a file of events.

    The file of events is described in :func:`~neurolib.applications.bills.nir.events`. Needs the
    package ``nir``.

    Parameters
    ----------
    model : str or path
        Name of the NIR file.
    events : str or path
        Name of the file of events.
    dt : float, default 0.1 ms
        Time step of "clocked", and least delay of a connection, s.
    area : float, default None
        Area of a spike, s; with ``None``, the file shows it or it is asked for, as in
        :func:`~neurolib.from_nir`.
    engine : str, default "clocked"
        "clocked" or "events".
    weight_bits : int, default 8
        Bits of a weight.
    prices : sequence of Price, default ()
        Prices that are taken where a list has none for what was counted.
    passes : int, default 1
        Passes of the network with numbers, as in :func:`bill_network`.
    technology : PriceList, default CMOS_45NM
        The list at which layers are compared, as in :func:`bill_network`.

    Returns
    -------
    NetworkBill
        Counts for each layer, and the energy by each price list.

    Raises
    ------
    ParameterError
        For what cannot be run.
    """
    graph = nir.read_nir(model)
    spikes, duration = nir.events(events)
    dt = nir_area.TICK.number(dt, "bill_nir's dt")
    area, why = nir_area.area_of(graph, dt, area)
    net = nir.from_nir(graph, spikes, dt, area)
    if duration is None:
        each = spikes.values() if isinstance(spikes, Mapping) else [spikes]
        last = max(float(times.max(initial=0.0)) for times, _ in each)
        duration = (math.floor(last / dt) + 1) * dt
    found = bill_network(net, duration, dt, engine, weight_bits, prices, passes, technology)
    assumed = (
        f"seconds, a spike of the area {area:g} ({why}), a reset to v_reset (a reset by "
        f"subtraction, with which some tools train, NIR cannot say), no refractory time, and "
        f"nothing learns"
    )
    return replace(found, assumed=assumed)


def bill_network(
    net: Network,
    duration: Any,
    dt: Any = 0.1 * ms,
    engine: str = "clocked",
    weight_bits: Any = 8,
    prices: Sequence[Price] = (),
    passes: Any = 1,
    technology: PriceList = CMOS_45NM,
) -> NetworkBill:
    """Return the bill of a network of spikes, and of the same counts as numbers.

    Parameters
    ----------
    net : Network
        The network, with its input.
    duration : float
        Length of the run, s.
    dt : float, default 0.1 ms
        Time step, s, of "clocked" and of the counts as numbers.
    engine : str, default "clocked"
        "clocked" or "events".
    weight_bits : int, default 8
        Bits of a weight.
    prices : sequence of Price, default ()
        Prices that are taken where a list has none for what was counted.
    passes : int, default 1
        Passes of the network with numbers, each over the counts of one window of the run: 1 for a
        still picture, and one for each answer that a network in time is asked for.
    technology : PriceList, default CMOS_45NM
        The list at which layers are compared, CMOS_45NM or CMOS_7NM; it takes the place of 45 nm
        among all lists.

    Returns
    -------
    NetworkBill
        Counts for each layer, and the energy by each price list.

    Raises
    ------
    ParameterError
        For passes that are no equal windows, prices of what was not counted, and another
        technology.
    """
    duration, dt = (
        DURATION.number(duration, "bill_network's duration"),
        nir_area.TICK.number(dt, "bill_network's dt"),
    )
    expect(net, Network, "bill_network's net", "a network, as in Network()")
    if not any(technology is each for each in (CMOS_45NM, CMOS_7NM)):
        found = getattr(technology, "name", technology)
        raise ParameterError(
            f"bill_network's technology is {found!r:.40}; expected CMOS_45NM or "
            f"CMOS_7NM of neurolib.energy."
        )
    if not isinstance(engine, str) or engine not in ("clocked", "events"):
        raise ParameterError(
            f"bill_network's engine is {engine!r:.40}; expected 'clocked' or 'events'."
        )
    steps = max(1, round(duration / dt))
    if steps % (passes := PASSES.whole(passes, "bill_network's passes")):
        fits = max(n for n in range(1, min(passes, steps) + 1) if steps % n == 0)
        raise ParameterError(
            f"bill_network's passes is {passes}, and {steps} time steps are no {passes} "
            f"equal windows; expected a divisor, as in {fits}."
        )
    run = (Clocked(dt=dt) if engine == "clocked" else EventDriven()).run(net, duration)
    # it has no threshold to be checked
    idle = [group.name for group in net.populations if isinstance(group.neuron, nir.SILENT)]
    ledger = Ledger(
        {
            key: n
            for key, n in run.counts.items()
            if key[0] != "threshold check" or key[1] not in idle
        },
        run.duration,
    )
    sources = [group for group in net.groups if group not in net.populations]
    sent = (
        np.concatenate([_counts(run, group, dt, steps, 1)[0] for group in sources])
        if sources
        else np.zeros(1)
    )
    keeping = {group.name for group in net.populations}
    traffic = sum(
        n
        for (what, where), n in ledger.counts.items()
        if what in ("word read", "word written") and where in keeping
    )
    layers = tuple(_layers(run, dt, steps, weight_bits, passes, technology))
    bills = tuple(
        _paid(ledger, technology if each is CMOS_45NM else each, prices) for each in LISTS
    )
    network = _activity(run, idle) | {"tick": dt if engine == "clocked" else None}
    rate, density = float(sent.mean()) / steps, float((sent > 0).mean())
    return NetworkBill(
        run,
        ledger,
        bills,
        layers,
        rate,
        density,
        traffic,
        steps,
        passes,
        network,
        technology=technology,
    )


def _activity(run: NetworkRun, idle: list[str]) -> dict[str, float | None]:
    """Return the mean rate in Hz of the neurons, but for those that cannot fire, and the mean
    number of synapses of all.
    """
    populations = run.net.populations
    firing = [group for group in populations if group.name not in idle]
    fired, able = (
        sum(each)
        for each in ([len(run.sent[group][0]) for group in firing], [group.n for group in firing])
    )
    synapses, neurons = (
        sum(len(run.pairs(each)[0]) for each in run.net.projections),
        sum(group.n for group in populations),
    )
    return {"rate": fired / max(1, able) / run.duration, "fan-in": synapses / max(1, neurons)}


def price_of(text: str) -> Price:
    """Return the price that a text names, ``"clock tick=0"`` or ``"clock tick=5 pJ"``: an
    assumption of who typed it, in J.
    """
    name, equals, value = expect(
        text, str, "price_of's text", "words, as in 'clock tick=0'"
    ).partition("=")
    number, unit = value.strip(), ""
    for each in ENERGIES:
        if number.endswith(each) and (stem := number.removesuffix(each).rstrip(" *")):
            number, unit = stem, each
            break
    try:
        joules = float(number) * factor(unit)
    except ValueError:
        joules = math.nan
    if not (equals and name.strip() and joules >= 0):
        raise ParameterError(
            f"The price {text!r:.60} is none; expected what is counted and its energy from 0 up, "
            'as in "clock tick=0" or "clock tick=5 pJ".'
        )
    return Price(
        name.strip(),
        joules,
        "As it was typed for this bill.",
        "typed by the user of this bill",
        "assumed",
    )


def _paid(ledger: Ledger, prices: PriceList, extra: Sequence[Price]) -> Bill:
    """Return the bill at a list of prices, and at the ``own`` ones of what it has no price for."""
    for price in [*expect(extra, (list, tuple), "bill_network's prices", PRICES)]:
        expect(price, Price, "One of bill_network's prices", PRICES)
        if price.component not in ledger.components:
            raise ParameterError(
                f"There is a price for {price.component!r:.60}, which this run did not "
                f"count; it counted "
                f"{listed(ledger.components)}.{meant(price.component, ledger.components)}"
            )
    bill = ledger.bill(prices)
    added = [price for price in extra if price.component in bill.missing]
    if not added:
        return bill
    words = listed([f"{price.component} at {show(price.value, 'J')}" for price in added])
    return ledger.bill(prices.adding(*added, name=f"{prices.name}, {words}"))


def _counts(run: NetworkRun, group: Any, dt: float, steps: int, passes: int) -> np.ndarray:
    """Return how often each member of a group fires in each window of the run, (passes, n); a spike
    at its end belongs to it.
    """
    times, who = run.spikes(group)
    step = np.clip(np.ceil(times / dt - 1e-6).astype(np.int64) - 1, 0, steps - 1)
    window = step // (steps // passes)
    return np.bincount(window * group.n + who, minlength=passes * group.n).reshape(passes, group.n)


def _layers(
    run: NetworkRun, dt: float, steps: int, weight_bits: Any, passes: int, technology: PriceList
) -> list[LayerBill]:
    """Return a layer for each node of neurons: all that send to it are its inputs."""
    steps_of = steps // passes
    nodes: dict[str, dict[Any, None]] = {}
    sizes: dict[str, set[Any]] = {}
    for projection in run.net.projections:
        name = projection.post.name.partition(nir.KIND)[0]
        nodes.setdefault(name, {})[projection.pre] = None
    for population in run.net.populations:
        sizes.setdefault(population.name.partition(nir.KIND)[0], set()).add(population)
    found = []
    for name, senders in nodes.items():
        counts = np.concatenate(
            [_counts(run, group, dt, steps, passes) for group in senders], axis=1
        )
        if counts.max() > steps_of:
            raise ParameterError(
                f"An input of {name} fires {counts.max()} times in {steps_of} time "
                f"steps; expected one spike a step at most: a smaller dt."
            )
        outputs = sum(population.n for population in sizes[name])
        spiking, quantised = (
            layer(counts, outputs, steps_of, weight_bits)
            for layer in (spiking_layer, quantised_layer)
        )
        sizes_of = {"n": counts.shape[1], "m": outputs, "b_w": weight_bits}
        paid = {"E_w": "word read", "E_a": "int32 add", "E_x": "int8 multiply"}
        sizes_of |= {symbol: technology[component].value for symbol, component in paid.items()}
        claim = Claim.measured(
            float(counts.mean()) / steps_of, float((counts > 0).mean()), steps_of, **sizes_of
        )
        found.append(LayerBill(name, spiking.bill(technology), quantised.bill(technology), claim))
    return found
