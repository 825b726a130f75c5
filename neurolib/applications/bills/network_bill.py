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
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ... import energy
from ...energy import CMOS_7NM, CMOS_45NM, Bill, Ledger, Price, PriceList
from ...energy.prices import listed
from ...engines import Clocked, EventDriven
from ...model import ParameterError, Quantity, expect, flag, meant
from ...network import Network
from ...recording import NetworkRun
from ...units import Hz, factor, ms, s, show
from ..chip.silicon import Work, quantised_layer, spiking_layer
from . import nir, nir_area, page
from .claim import Claim, flips
from .nir_graph import laid_open
from .page import divisors, some

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
ACTIVE = "spike", "synaptic event", "hop", "plasticity update"  # counted where something happens
SHOWN = 6  # numbers of windows in the table
MOST_COUNTS = 20_000_000  # of spikes in windows, one for each window and sender
FULL = 0.5  # a layer with this share of all possible synapses has a full table of weights
RATE = Quantity("Hz", "rate of the inputs", 0.0, 1e6 * Hz, (1 * Hz, 100 * Hz))
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
    ``assumed`` is what was assumed to read it, ``technology`` the list at which layers are
    compared, and ``name`` the network's. Printing never fails: a list that lacks a price or does
    not hold says so.
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
    name: str = ""
    dt: float = 0.1 * ms
    weight_bits: int = 8

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
        return self.refused(command=False)

    def refused(self, command: bool = False) -> dict[str, str]:
        """Return why a price list has no total, with advice for Python, or for the ``command``."""
        typed = TYPED[flag(command, "NetworkBill.refused's command")]
        return {bill.prices.name: bill.refusal(typed) for bill in self.bills if bill.missing}

    def parts(self, bill: Bill) -> tuple[float, float]:
        """Return the floor and the traffic of one of the bills, J, which add up to its total.

        The floor is paid without any spike: powers, and on a clock all that each time step takes.
        """
        expect(bill, Bill, "parts's bill", "one of the bills, as in found.bills[1]")
        ticking = self.network.get("tick") is not None
        moved = {projection.name for projection in self.run.net.projections}
        floor = math.fsum(
            leaf.joules
            for leaf in bill.leaves
            if leaf.unit == "W"
            or (ticking and leaf.component not in ACTIVE and leaf.where not in moved)
        )
        return floor, bill.total - floor

    @property
    def windows(self) -> dict[int, float]:
        """What numbers take in so many windows, J: for some of the numbers of windows that divide
        the run, one window and those of this bill among them.
        """
        known = sorted({*some(self._divisors, SHOWN), self.passes})
        found = {passes: self._numbers(passes) for passes in known}
        return {passes: joules for passes, joules in found.items() if joules is not None}

    @property
    def turn(self) -> int | None:
        """From how many windows on spikes take less, where numbers do in the windows of this bill;
        up to how many numbers do, where spikes do; ``None`` where none turns it.
        """
        spikes, numbers = self.whole
        ahead = spikes < numbers  # more windows cost numbers more
        possible = [
            passes
            for passes in self._divisors
            if (passes < self.passes if ahead else passes > self.passes)
        ]
        low, high = 0, len(possible)
        while low < high:  # the first with which spikes take less
            middle = (low + high) // 2
            joules = self._numbers(possible[middle])
            if joules is None or spikes < joules:
                high = middle
            else:
                low = middle + 1
        if ahead:
            return possible[low - 1] if low else None
        turns = low < len(possible) and self._numbers(possible[low]) is not None
        return possible[low] if turns else None

    @property
    def _divisors(self) -> list[int]:
        senders = max(1, sum(group.n for group in self.run.net.groups))
        return [n for n in divisors(self.steps) if n * senders <= MOST_COUNTS or n == 1]

    def _numbers(self, passes: int) -> float | None:
        """Return what numbers take in so many passes, J; ``None`` where an input fires more often
        than a window has steps.
        """
        if passes == self.passes:
            return self.whole[1]
        given = self.run, self.dt, self.steps, self.weight_bits, passes, self.technology
        try:
            return math.fsum(layer.quantised.total for layer in _layers(*given))
        except ParameterError:
            return None

    @property
    def looped(self) -> list[str]:
        """The layers that are their own input: their competitor would need more than one pass."""
        ends = [
            [group.name.partition(nir.KIND)[0] for group in (each.pre, each.post)]
            for each in self.run.net.projections
        ]
        return list(dict.fromkeys(pre for pre, post in ends if pre == post))

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__

    def text(self, command: bool = False) -> str:
        """Return the page for a terminal; advice is for Python, or for the ``command``."""
        return page.text(self, flag(command, "NetworkBill.text's command"))

    def html(self, command: bool = False) -> str:
        """Return the page for a browser, one file with a drawing of the network."""
        return page.page(self, flag(command, "NetworkBill.html's command"))

    def plain(self, command: bool = False) -> dict[str, Any]:
        """Return the numbers as plain values, for JSON; a list that is refused or left out has
        none.
        """
        left_out, refused = self.left_out, self.refused(command)
        bills = {
            bill.prices.name: None
            if bill.prices.name in {*left_out, *refused}
            else [bill.total, *bill.interval]
            for bill in self.bills
        }
        layers = {
            layer.name: {
                "spikes": layer.spiking.total,
                "numbers": layer.quantised.total,
                "rate": layer.claim.s,
                "density": layer.claim.d,
                "break-even": layer.claim.break_even,
                "flips": [flip.words for flip in flips(layer.claim)],
            }
            for layer in self.layers
        }
        paid = [bill for bill in self.bills if bills[bill.prices.name] is not None]
        drawn = page.drawing(self)
        names = "name", "steps", "passes", "rate", "density", "traffic", "assumed"
        found: dict[str, Any] = {"duration": self.ledger.duration, "network": dict(self.network)}
        found |= {name: getattr(self, name) for name in names}
        return {
            **found,
            "joules": bills,
            "refused": refused,
            "left out": left_out,
            "floor": {bill.prices.name: self.parts(bill)[0] for bill in paid},
            "layers": layers,
            "windows": {str(passes): joules for passes, joules in self.windows.items()},
            "turn": self.turn,
            "counts": page.counts(self),
            "nodes": [node._asdict() for node in drawn.nodes],
            "links": [link._asdict() for link in drawn.links],
            "cite": {"neurolib": page.LIBRARY, "prices": page.sources(self)},
        }


def bill_nir(
    model: str | PathLike[str],
    events: str | PathLike[str] | None = None,
    dt: Any = 0.1 * ms,
    area: Any = None,
    engine: str = "clocked",
    weight_bits: Any = 8,
    prices: Sequence[Price] = (),
    passes: Any = 1,
    technology: PriceList = CMOS_45NM,
    rate: Any = None,
    duration: Any = None,
) -> NetworkBill:
    """Return the bill of the network in a NIR file for given spikes, or for Poisson spikes.

    The file of events is described in :func:`~neurolib.applications.bills.nir.events`. Needs the
    package ``nir``.

    Parameters
    ----------
    model : str or path
        Name of the NIR file.
    events : str or path, default None
        Name of the file of events; ``None`` with a ``rate``.
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
    rate : float, default None
        Instead of ``events``, the rate of Poisson spikes of every input, Hz.
    duration : float, default None
        Length of the run, s; ``None`` is that of the events, or 1 s with a ``rate``.

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
    if (events is None) == (rate is None):
        raise ParameterError(
            f"bill_nir has {'no events' if rate is None else 'events and a rate'}; expected a file "
            f"of input spikes, as in events='events.npz', or Poisson spikes, as in rate=20*Hz."
        )
    dt = nir_area.TICK.number(dt, "bill_nir's dt")
    area, why = nir_area.area_of(graph, dt, area)
    if events is None:
        rate = RATE.number(rate, "bill_nir's rate")
        names = laid_open(graph).of("Input")
        net = nir.from_nir(graph, dt=dt, area=area, rate=dict.fromkeys(names, rate))
        last = 1 * s
    else:
        spikes, said = nir.events(events)
        net = nir.from_nir(graph, spikes, dt, area)
        each = spikes.values() if isinstance(spikes, Mapping) else [spikes]
        latest = max(float(times.max(initial=0.0)) for times, _ in each)
        last = (math.floor(latest / dt) + 1) * dt if said is None else said
    duration = last if duration is None else DURATION.number(duration, "bill_nir's duration")
    found = bill_network(net, duration, dt, engine, weight_bits, prices, passes, technology)
    assumed = (
        f"seconds, a spike of the area {area:g} ({why}), a reset to v_reset (a reset by "
        f"subtraction, with which some tools train, NIR cannot say), no refractory time, and "
        f"nothing learns"
    )
    name = Path(model).name
    where = "" if events is not None else f"; its input is Poisson spikes of {show(rate, 'Hz')}"
    return replace(found, assumed=assumed + where, name=name)


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
    _expect_known(engine, technology)
    steps = max(1, round(duration / dt))
    passes = _equal_windows(passes, steps)
    run = (Clocked(dt=dt) if engine == "clocked" else EventDriven()).run(net, duration)
    # it has no threshold to be checked
    idle = [group.name for group in net.populations if isinstance(group.neuron, nir.SILENT)]
    ledger = _ledger(run, idle)
    sent = _sent_by_sources(run, dt, steps)
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
        _traffic_of_states(ledger, net),
        steps,
        passes,
        network,
        technology=technology,
        dt=dt,
        weight_bits=weight_bits,
    )


def _expect_known(engine: Any, technology: Any) -> None:
    """Refuse an engine and a list of prices that a bill of a network does not have."""
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


def _equal_windows(passes: Any, steps: int) -> int:
    """Return the number of passes, or refuse one that does not divide the time steps of the run."""
    number = PASSES.whole(passes, "bill_network's passes")
    if steps % number:
        fits = max(n for n in range(1, min(number, steps) + 1) if steps % n == 0)
        raise ParameterError(
            f"bill_network's passes is {number}, and {steps} time steps are no {number} "
            f"equal windows; expected a divisor, as in {fits}."
        )
    return number


def _ledger(run: NetworkRun, idle: list[str]) -> Ledger:
    """Return what a run did, without the checks of populations that have no threshold."""
    counts = {
        (what, where): n
        for (what, where), n in run.counts.items()
        if what != "threshold check" or where not in idle
    }
    return Ledger(counts, run.duration)


def _sent_by_sources(run: NetworkRun, dt: float, steps: int) -> np.ndarray:
    """Return how many spikes each member of the sources sent; a 0 where there is no source."""
    sources = [group for group in run.net.groups if group not in run.net.populations]
    if not sources:
        return np.zeros(1)
    return np.concatenate([_counts(run, group, dt, steps, 1)[0] for group in sources])


def _traffic_of_states(ledger: Ledger, net: Network) -> int:
    """Return how many words of the states of populations were read and written."""
    keeping = {group.name for group in net.populations}
    return sum(
        n
        for (what, where), n in ledger.counts.items()
        if what in ("word read", "word written") and where in keeping
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
        k = _fan_out(run, name, senders, counts, outputs)
        if k:
            spiking, quantised = _sparse_layer(counts, outputs, k, steps_of, weight_bits)
        else:
            spiking, quantised = (
                layer(counts, outputs, steps_of, weight_bits)
                for layer in (spiking_layer, quantised_layer)
            )
        sizes_of = {"n": counts.shape[1], "m": outputs, "K": k, "b_w": weight_bits}
        paid = {"E_w": "word read", "E_a": "int32 add", "E_x": "int8 multiply"}
        sizes_of |= {symbol: technology[component].value for symbol, component in paid.items()}
        claim = Claim.measured(
            float(counts.mean()) / steps_of, float((counts > 0).mean()), steps_of, **sizes_of
        )
        found.append(LayerBill(name, spiking.bill(technology), quantised.bill(technology), claim))
    return found


def _fan_out(
    run: NetworkRun, name: str, senders: Mapping[Any, None], counts: np.ndarray, outputs: int
) -> float:
    """Return how many synapses onto a node an input has, on average over their spikes; 0 where the
    node has a full table of weights.
    """
    fans = {group: np.zeros(group.n) for group in senders}
    for projection in run.net.projections:
        if projection.post.name.partition(nir.KIND)[0] == name:
            i = run.pairs(projection)[0]
            fans[projection.pre] += np.bincount(i, minlength=projection.pre.n)
    each = np.concatenate(list(fans.values()))
    if each.mean() >= FULL * outputs:
        return 0.0
    spikes = counts.sum(axis=0)
    return float(each @ spikes / spikes.sum()) if spikes.any() else float(each.mean())


def _sparse_layer(
    counts: np.ndarray, outputs: int, k: float, steps: int, weight_bits: Any
) -> tuple[Ledger, Ledger]:
    """Return what a layer does whose inputs have ``k`` synapses each, with spikes and with numbers,
    as :func:`spiking_layer` and :func:`quantised_layer` do.
    """
    row = Work.of(counts.shape[1], k, steps, weight_bits)
    work = row._replace(state=Work.of(counts.shape[1], outputs, steps, weight_bits).state)
    windows = len(counts)
    done = (
        work.with_spikes(int(counts.sum()), windows * steps),
        work.with_numbers(int((counts > 0).sum()), windows),
    )
    both = [
        Ledger({key: round(float(n)) for key, n in each.items()}, windows * 1e-3 * steps)
        for each in done
    ]
    return both[0], both[1]
