"""The page of a bill: the network drawn, what each layer did, what that costs, beside what, and
what would overturn the verdict; for a terminal, for a browser, and as plain values.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ... import __version__
from ...energy.prices import Table, listed, percent, spread
from ...neurons.lif import LIF
from ...units import quantity, show
from ..chip.silicon import count_bits, memory_break_even
from . import nir
from .claim import flips, verdict

NAMES = {LIF: "LIF", nir.Integrator: "IF", nir.Readout: "LI", nir.Summer: "I"}
OVERTURNS = 3  # assumptions of a layer that are named
LIBRARY = (
    f"The neurolib course authors (2026), neurolib {__version__}: a course in neuromorphic "
    f"computing and the library it is taught with."
)
NIR = "The network is read from NIR: J. E. Pedersen et al. (2024), doi:10.1038/s41467-024-52259-9."
BOX, GAP = (150.0, 46.0), (90.0, 40.0)  # width and height, in pixels
STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin:1.6rem 0 .4rem}
div.wide{overflow-x:auto}table{border-collapse:collapse;margin:.4rem 0}
th,td{padding:.2rem .7rem;border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent)}
th{text-align:left;font-weight:600}.r{text-align:right}td.r{white-space:nowrap}svg{max-width:100%;height:auto}
svg text{fill:currentColor;font:13px system-ui,sans-serif;text-anchor:middle}
svg rect{fill:none;stroke:currentColor}svg path{fill:none;stroke:#0072b2;stroke-width:1.5}
svg .small{font-size:11px}
"""


class Node(NamedTuple):
    """A node of the drawing: its name, how many members of which kind, and its column."""

    name: str
    n: int
    kind: str
    column: int


class Link(NamedTuple):
    """The synapses from one node to another."""

    origin: str
    target: str
    synapses: int


class Drawing(NamedTuple):
    """A network, drawn from its input on."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    def text(self) -> str:
        """Return a line for each node and what leads from it."""
        words = {node.name: f"{node.name}: {node.n:,} {node.kind}" for node in self.nodes}
        lines = []
        for node in self.nodes:
            lines.append(f"  {words[node.name]}")
            for link in self.links:
                if link.origin == node.name:
                    to = "itself" if link.target == node.name else link.target
                    lines.append(f"    └─ {_synapses(link.synapses)} ─▶ {to}")
        return "\n".join(lines)

    def svg(self) -> str:
        """Return the drawing for a page: a box for each node, a line for all its synapses."""
        places = self._places()
        width = max(x for x, _ in places.values()) + BOX[0] + 10
        height = max(y for _, y in places.values()) + BOX[1] + GAP[1]
        parts = [_line(places[link.origin], places[link.target], link) for link in self.links]
        parts += [_box(places[node.name], node) for node in self.nodes]
        words = html.escape(" ".join(self.text().split()))
        return (
            f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img" '
            f'aria-label="{words}"><defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" '
            f'markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" '
            f'style="fill:#0072b2"/></marker></defs>{"".join(parts)}</svg>'
        )

    def _places(self) -> dict[str, tuple[float, float]]:
        """Return where the box of each node begins, from the top left."""
        rows: dict[int, int] = {}
        places = {}
        for node in self.nodes:
            row = rows.get(node.column, 0)
            rows[node.column] = row + 1
            x = 10 + node.column * (BOX[0] + GAP[0])
            places[node.name] = x, 40 + row * (BOX[1] + GAP[1])
        return places


def _line(origin: tuple[float, float], target: tuple[float, float], link: Link) -> str:
    """Return the line from a box to another one, to itself, or back below the boxes."""
    (x0, y0), (x1, y1) = origin, target
    if link.origin == link.target:
        left, right, top = x0 + 0.3 * BOX[0], x0 + 0.7 * BOX[0], y0 - 28
        path = f"M{right:g} {y0:g}C{right + 15:g} {top:g} {left - 15:g} {top:g} {left:g} {y0:g}"
        x, y = x0 + BOX[0] / 2, y0 - 24
    elif x1 > x0:
        begin, start, end = x0 + BOX[0], y0 + BOX[1] / 2, y1 + BOX[1] / 2
        x, y = (begin + x1) / 2, (start + end) / 2 - 6
        path = f"M{begin:g} {start:g}C{x:g} {start:g} {x:g} {end:g} {x1:g} {end:g}"
    else:
        low = max(y0, y1) + BOX[1] + 24
        a, b = x0 + BOX[0] / 2, x1 + BOX[0] / 2
        path = f"M{a:g} {y0 + BOX[1]:g}C{a:g} {low:g} {b:g} {low:g} {b:g} {y1 + BOX[1]:g}"
        x, y = (a + b) / 2, low - 2
    return (
        f'<path d="{path}" marker-end="url(#end)"/>'
        f'<text class="small" x="{x:g}" y="{y:g}">{quantity(link.synapses)}</text>'
    )


def _box(place: tuple[float, float], node: Node) -> str:
    """Return the box of a node, with its name and its members."""
    x, y = place
    label = node.name if len(node.name) <= 20 else f"{node.name[:19]}…"
    found = f'<rect x="{x:g}" y="{y:g}" width="{BOX[0]:g}" height="{BOX[1]:g}" rx="6"/>'
    for k, words in enumerate((label, f"{node.n:,} {node.kind}")):
        at = f'x="{x + BOX[0] / 2:g}" y="{y + 19 + 17 * k:g}"'
        found += f"<text {at}>{html.escape(words)}</text>"
    return found


class Section(NamedTuple):
    """A part of the page: its title, and sentences, tables and drawings."""

    title: str
    parts: list[str | Table | Drawing]


def drawing(bill: Any) -> Drawing:
    """Return the network of a bill, nodes by how far they are from the input."""
    run, net = bill.run, bill.run.net
    sizes: dict[str, int] = {}
    kinds: dict[str, str] = {}
    for group in net.groups:
        name = _node(group.name)
        sizes[name] = sizes.get(name, 0) + group.n
        neuron = getattr(group, "neuron", None)
        kinds[name] = "inputs" if neuron is None else NAMES.get(type(neuron), type(neuron).__name__)
    synapses: dict[tuple[str, str], int] = {}
    for projection in net.projections:
        ends = _node(projection.pre.name), _node(projection.post.name)
        synapses[ends] = synapses.get(ends, 0) + len(run.pairs(projection)[0])
    waiting = [name for name, kind in kinds.items() if kind == "inputs"] or [next(iter(kinds))]
    column = dict.fromkeys(waiting, 0)
    for name in waiting:
        for origin, target in synapses:
            if origin == name and target not in column:
                column[target] = column[name] + 1
                waiting.append(target)
    nodes = [
        Node(name, sizes[name], kinds[name], column.get(name, 0))
        for name in sorted(kinds, key=lambda name: column.get(name, 0))
    ]
    return Drawing(tuple(nodes), tuple(Link(*ends, n) for ends, n in synapses.items()))


def counts(bill: Any) -> dict[str, dict[str, float]]:
    """Return what each node did: its neurons, spikes, mean rate (Hz), synapses onto it, synaptic
    events and updates.
    """
    run, ledger = bill.run, bill.ledger
    found: dict[str, dict[str, float]] = {}
    for group in run.net.groups:
        row = found.setdefault(
            _node(group.name),
            dict.fromkeys(
                ("neurons", "spikes", "rate", "synapses", "synaptic events", "neuron updates"), 0
            ),
        )
        row["neurons"] += group.n
        row["spikes"] += len(run.spikes(group)[0])
        row["neuron updates"] += ledger.counts.get(("neuron update", group.name), 0)
        row["rate"] = row["spikes"] / row["neurons"] / ledger.duration
    for projection in run.net.projections:
        row = found[_node(projection.post.name)]
        row["synapses"] += len(run.pairs(projection)[0])
        row["synaptic events"] += ledger.counts.get(("synaptic event", projection.name), 0)
    return found


def sections(bill: Any, command: bool) -> list[Section]:
    """Return the page, part by part; advice is for Python, or for the ``command``."""
    steps = bill.steps // bill.passes
    node = bill.technology.name.removeprefix("CMOS ")
    spikes, numbers = bill.whole
    share = show(bill.traffic * bill.technology["word read"].value, "J")
    left_out = [f"{name} is left out: {words}." for name, words in bill.left_out.items()]
    refused = [f"One list is refused: {words}" for words in bill.refused(command).values()]
    return [
        Section("The network", [drawing(bill)]),
        Section(
            "What it did",
            [
                _done(bill),
                f"Input: {percent(bill.rate)} of inputs fire in a time step, and "
                f"{percent(bill.density)} of them at all.",
                f"Membranes: {quantity(bill.traffic)} words read and written, {share} at {node}.",
            ],
        ),
        Section(
            "What it would cost",
            [
                _prices(bill),
                "The floor is paid without any spike: power at rest, and what the engine does in "
                "every time step. Power at rest is that of the whole machine, which would serve a "
                "larger network too. Traffic is paid for spikes and their arrivals.",
                *left_out,
                *refused,
            ],
        ),
        Section(
            "Beside numbers",
            [
                f"The same network with numbers of {count_bits(steps)} bits, {_counted(bill)}, at "
                f"{node}: {show(numbers, 'J')}, and {show(spikes, 'J')} with spikes.",
                _advice(bill, command),
                _windows(bill),
                _compared(bill),
                *(f"{layer.name}: {verdict(layer.claim, 'pass')}" for layer in bill.layers),
                *(
                    f"{name} leads back to itself: numbers are counted as if one "
                    f"pass{' of each window' * (bill.passes > 1)} were enough, "
                    "which flatters them."
                    for name in bill.looped
                ),
            ],
        ),
        Section("What would overturn the verdict", _overturning(bill)),
        Section(
            "What is assumed",
            [f"Assumed: {bill.assumed}." if bill.assumed else "", _tables(bill)],
        ),
        Section("How to cite", [LIBRARY, NIR if bill.assumed else "", *_sources(bill)]),
    ]


def text(bill: Any, command: bool) -> str:
    """Return the page for a terminal."""
    found = [_title(bill)]
    for section in sections(bill, command):
        parts = [part if isinstance(part, str) else part.text() for part in section.parts]
        found += ["", section.title.upper(), *filter(None, parts)]
    return "\n".join(found)


def page(bill: Any, command: bool) -> str:
    """Return the page for a browser: one file without anything that is loaded."""
    found = [f"<h1>{html.escape(_title(bill))}</h1>"]
    for section in sections(bill, command):
        found.append(f"<h2>{html.escape(section.title)}</h2>")
        for part in section.parts:
            if isinstance(part, str):
                found += [f"<p>{_linked(part)}</p>"] if part else []
            else:
                inside = part.svg() if isinstance(part, Drawing) else _html_table(part)
                found.append(f'<div class="wide">{inside}</div>')
    body = "\n".join(found)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>'
        f"{html.escape(bill.name or 'The bill of a network')}</title><style>{STYLE}</style></head>"
        f"<body>\n{body}\n</body></html>\n"
    )


def sources(bill: Any) -> dict[str, list[str]]:
    """Return where the prices of each list that holds come from."""
    found = {}
    for each in bill.bills:
        name = each.prices.name
        if name not in bill.left_out and not each.missing:
            found[name] = list(dict.fromkeys(row.source.rstrip(".") for row in each.rows))
    return found


# --- parts ----------------------------------------------------------------------------------------


def _title(bill: Any) -> str:
    return (
        f"The bill of {bill.name or 'a network'} for {show(bill.ledger.duration, 's')} on "
        f"{bill.run.engine}, {quantity(bill.steps)} time steps"
    )


def _node(name: str) -> str:
    return name.partition(nir.KIND)[0]


def _synapses(n: int) -> str:
    return f"{quantity(n)} synapse{'s' * (n != 1)}"


def _done(bill: Any) -> Table:
    heads = [
        "layer",
        "neurons",
        "spikes",
        "mean rate",
        "synapses onto it",
        "synaptic events",
        "updates",
    ]
    rows = [
        [
            name,
            quantity(row["neurons"]),
            quantity(row["spikes"]),
            show(row["rate"], "Hz"),
            *(quantity(row[key]) for key in ("synapses", "synaptic events", "neuron updates")),
        ]
        for name, row in counts(bill).items()
    ]
    return Table(heads, rows, "lrrrrrr", len(heads))


def _prices(bill: Any) -> str | Table:
    rows = []
    for each in bill.bills:
        if each.prices.name not in bill.left_out and not each.missing:
            floor, traffic = bill.parts(each)
            low, high = each.interval
            whole = spread(each.total, low, high, "J")
            values = show(floor, "J"), show(traffic, "J"), show(each.power, "W")
            rows.append([each.prices.name, whole, *values])
    heads = ["price list", "energy (if all prices are low, high)", "floor", "traffic", "mean power"]
    return Table(heads, rows, "lrrrr", 5) if rows else "No price list holds for this network."


def _counted(bill: Any) -> str:
    """Say over what the network with numbers passes."""
    if bill.passes == 1:
        return "in one pass over the counts of the whole run"
    return (
        f"in {bill.passes} passes, each over the counts of "
        f"{quantity(bill.steps // bill.passes)} time steps"
    )


def _advice(bill: Any, command: bool) -> str:
    """Say when one pass is too few, and what to type."""
    if bill.passes > 1:
        return ""
    typed = "--passes N" if command else "passes=N"
    return (
        f"One pass is right for a still picture. A network that computes in time needs "
        f"one for each window: type {typed}."
    )


def _windows(bill: Any) -> str | Table:
    found = bill.windows
    if len(found) < 2:
        return ""
    spikes = bill.whole[0]
    rows = [
        [
            quantity(passes) + " (this bill)" * (passes == bill.passes),
            show(bill.ledger.duration / passes, "s"),
            show(joules, "J"),
            "spikes" if spikes < joules else "numbers",
        ]
        for passes, joules in found.items()
    ]
    return Table(["windows", "length of each", "numbers", "less energy with"], rows, "rrrl", 4)


def _compared(bill: Any) -> Table:
    rows = []
    for name, spiking, quantised, claim in bill.layers:
        spikes, numbers = show(spiking.total, "J"), show(quantised.total, "J")
        alone = memory_break_even(int(claim.T), int(claim.b_w))
        rates = [percent(each) for each in (claim.s, claim.d, claim.break_even, alone)]
        size = f"{claim.n:g} × {claim.m:g}"
        rows.append([name, size, f"{claim.fan_out:.3g}", spikes, numbers, *rates])
    heads = [
        "layer", "inputs × outputs", "fan-out", "spikes", "numbers", "rate", "active", "break-even",
        "by memory alone",
    ]  # fmt: skip
    return Table(heads, rows, "lrrrrrrrr", 9)


def _overturning(bill: Any) -> list[str | Table | Drawing]:
    """Return sentences: from how many windows on the whole turns, and what turns each layer."""
    found: list[str | Table | Drawing] = []
    spikes, numbers = bill.whole
    if (turn := bill.turn) is not None:
        found.append(
            f"The whole network: with {quantity(turn)} windows or more, spikes take less."
            if numbers <= spikes
            else f"The whole network: with {quantity(turn)} windows or fewer, numbers take less."
        )
    else:
        found.append("The whole network: no number of windows of this run turns the verdict.")
    for layer in bill.layers:
        turning = [flip.words for flip in flips(layer.claim)[:OVERTURNS]]
        words = "; or ".join(turning) if turning else "no change of a single assumption"
        found.append(f"{layer.name}: {words}.")
    return found


def _tables(bill: Any) -> str:
    """Say how the weights of layers are stored."""
    sparse = [layer.name for layer in bill.layers if layer.claim.K]
    if not sparse:
        return "A layer's weights are a full table."
    rest = " Those of other layers are a full table." if len(sparse) < len(bill.layers) else ""
    return (
        f"The weights of {listed(sparse)} are a row for each input, as long as its fan-out; where "
        f"a row begins and which outputs it reaches costs nothing, on either side.{rest}"
    )


def _sources(bill: Any) -> list[str]:
    return [f"Prices of {name}: {'; '.join(given)}." for name, given in sources(bill).items()]


def _html_table(table: Table) -> str:
    def row(cells: Sequence[str], tag: str) -> str:
        inside = "".join(
            f'<{tag} class="{side}">{_linked(cell)}</{tag}>'
            for cell, side in zip(cells, table.sides, strict=True)
        )
        return f"<tr>{inside}</tr>"

    body = "".join(row(cells, "td") for cells in table.rows)
    return f"<table><thead>{row(table.head, 'th')}</thead><tbody>{body}</tbody></table>"


def _linked(words: str) -> str:
    """Escape a text and make a link of each DOI."""
    return re.sub(
        r"doi:(10\.[0-9]{4,}/[^\s,;)&]*[^\s,;).&])",
        r'<a href="https://doi.org/\1">doi:\1</a>',
        html.escape(words),
    )


def divisors(n: int) -> list[int]:
    """Return all divisors of a number, the smallest first."""
    low = [k for k in range(1, int(n**0.5) + 1) if n % k == 0]
    return sorted({*low, *(n // k for k in low)})


def some(numbers: Sequence[int], most: int) -> list[int]:
    """Return up to so many of these numbers, the first and the last among them, evenly apart."""
    at = np.unique(np.rint(np.linspace(0, len(numbers) - 1, most)).astype(int))
    return [numbers[k] for k in at]
