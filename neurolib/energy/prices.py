"""Prices: the energy of one operation, with its source; the price list of one machine; and the
table that shows lists and bills.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ..model import ParameterError, Quantity, expect, flag, meant
from ..units import V, W, fJ, mJ, pJ, show

KINDS = ("measured", "simulated", "assumed")
UNITS = {
    "J": Quantity("pJ", "energy of one operation", 0.0, 1 * mJ, (0.1 * pJ, 1000 * pJ)),
    "W": Quantity("W", "power, whatever the activity", 0.0, 1e6 * W),
}
PUBLISHED = Quantity("", "a figure in J, or in W of a power", 0.0, 1e6)
MEANINGS = {
    "clock tick": "one step of the clock for the whole machine",
    "neuron update": "the state of one neuron brought up to date",
    "threshold check": "one neuron's state compared with its threshold",
    "spike": "one neuron fires",
    "hop": "a spike passes from one router to the next",
    "hop east-west": "a spike passes from one tile to the next, sideways",
    "hop north-south": "a spike passes from one tile to the next, up or down",
    "synaptic event": "one spike arrives at one synapse and changes its target",
    "plasticity update": "one weight changed by a learning rule",
    "cell read": "one device of an array passes the current of a read",
    "cell write": "one device of an array gets a writing pulse",
    "conversion": "one value passes a digital-to-analogue or analogue-to-digital converter",
    "word read": "one word read from memory, taken for 64 bits",
    "word written": "one word written to memory, taken for 64 bits",
    "leak": "what flows although nothing happens, for as long as the run takes",
    "clock tree": "the wires that carry the clock, charged and discharged in every cycle",
}
SEVERAL = "prices, as in (Price('spike', ...), Price('hop', ...))"
RANGES = "conditions, as in (Condition('tick', 1*ms, 1*ms, source),)"
SUPPLY = Quantity("V", "supply voltage", 0.1 * V, 10 * V)
BITS = Quantity("", "bits of a converter", 1.0, 24.0, (4.0, 12.0))
NEAR = 1e-9  # relative: a range includes its ends, whatever the rounding
MERIT = Quantity("fJ", "energy of one conversion step", 0.0, 1000 * pJ, (1 * fJ, 100 * fJ))


class Table(NamedTuple):
    """A table for a terminal, which shows the first ``narrow`` columns, and for a notebook, in
    which a DOI is a link.

    ``sides`` has one letter a column, ``r`` or ``l``: numbers stand to the right.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    sides: str
    narrow: int

    def text(self) -> str:
        """Lay out the table in fixed width."""
        head, *rows = (row[: self.narrow] for row in [self.head, *self.rows])
        widths = [max(len(row[i]) for row in [head, *rows]) for i in range(self.narrow)]

        def line(row: Sequence[str]) -> str:
            cells = [
                cell.rjust(n) if side == "r" else cell.ljust(n)
                for cell, n, side in zip(row, widths, self.sides, strict=False)
            ]
            return "  ".join(cells).rstrip()

        return "\n".join([line(head), "-" * (sum(widths) + 2 * len(widths) - 2), *map(line, rows)])

    def markdown(self, remarks: Sequence[str] = ()) -> str:
        """Lay out the whole table in Markdown, with remarks beneath it."""
        sides = ["--:" if side == "r" else ":--" for side in self.sides]
        longest = [max(map(len, column)) for column in zip(self.head, *self.rows, strict=True)]
        # On a narrow page a column of sentences would shrink to one letter a line; as it is, the
        # table can be scrolled.
        head = [
            f'<span style="display:inline-block;min-width:16em">{cell}</span>' if n > 60 else cell
            for cell, n in zip(self.head, longest, strict=True)
        ]
        table = (
            "\n".join(
                "| " + " | ".join(linked(cell) for cell in row) + " |"
                for row in [head, sides, *self.rows]
            )
            + "\n"
        )
        return table + "".join(f"\n- {linked(remark)}" for remark in remarks) + "\n" * bool(remarks)


def linked(words: str) -> str:
    """Turn each ``doi:10...`` of a text into a Markdown link."""
    return re.sub(r"doi:(10\.[0-9]{4,}/[^\s,;)]*[^\s,;).])", r"[doi](https://doi.org/\1)", words)


def spread(value: float, low: float, high: float, unit: str) -> str:
    """Write a value and, where there is one, the range it may have:
    ``"23.6 pJ (23.6 pJ to 35.5 pJ)"``.
    """
    one, least, most = (show(each, unit) for each in (value, low, high))
    return one if least == most else f"{one} ({least} to {most})"


def percent(share: float) -> str:
    """Write a share: ``"22.2 %"``, ``"< 0.1 %"``."""
    return "< 0.1 %" if 0 < share < 0.0005 else f"{100 * share:.1f} %"


def listed(names: Sequence[str]) -> str:
    """Join names as a sentence does: ``"spike, hop and leak"``."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _names(given: Any, title: str) -> tuple[str, ...]:
    """Names as a tuple; a single one may stand without brackets."""
    names = (given,) if isinstance(given, str) else given
    if isinstance(names, (tuple, list)) and all(isinstance(name, str) and name for name in names):
        return tuple(names)
    raise ParameterError(
        f"{title} is {given!r}; expected names of what is counted, as in ('hop', 'clock tick')."
    )


def text(value: Any, title: str, example: str = "") -> str:
    """Return words as they are, or refuse what is no text; with an ``example`` also a text without
    words.
    """
    if isinstance(value, str) and (value.strip() or not example):
        return value
    raise ParameterError(
        f"{title} is {value!r:.60}; expected "
        f"words{f', as in {example!r}' if example else ' in quotes'}."
    )


@dataclass(frozen=True)
class Figure:
    """Another figure published for the same operation, and what its authors mean by it.

    A ``doubted`` figure is shown with the reason, and does not widen the interval of its price.
    Raises :class:`ParameterError` for a ``value`` (J, or W of a power) that is no number from 0 up,
    and for what is no text.
    """

    value: float
    what: str
    source: str
    doubted: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", PUBLISHED.number(self.value, "Figure.value"))
        text(self.what, "Figure.what")
        text(self.source, "Figure.source")
        object.__setattr__(self, "doubted", flag(self.doubted, "Figure.doubted"))


NOT_GIVEN: Any = None  # an end of the interval that Price finds itself


@dataclass(frozen=True)
class Price:
    """The energy of one operation in J, or with ``unit="W"`` a power that runs whatever happens, in
    W.

    ``definition`` says what one operation is and what lies in its price, ``source`` who says so
    (authors, year, DOI), ``kind`` how they know: "measured", "simulated" or "assumed". ``includes``
    names the counts that this price pays for too. ``others`` holds figures published for the same
    operation; ``low`` and ``high`` span them where they are not given. ``supply`` is in V.

    Raises :class:`ParameterError` for a value out of range, an unknown kind, an empty source, or an
    interval beside its value.
    """

    component: str
    value: float
    definition: str
    source: str
    kind: str
    technology: str = ""
    supply: float | None = None
    low: float = NOT_GIVEN
    high: float = NOT_GIVEN
    unit: str = "J"
    includes: tuple[str, ...] = ()
    others: tuple[Figure, ...] = ()

    def __post_init__(self) -> None:
        title = f"The price of {self.component}"
        if not isinstance(self.unit, str) or self.unit not in UNITS:
            raise ParameterError(
                f"{title} is in {self.unit!r}; expected unit='J' for one operation or "
                f"unit='W' for a power."
            )
        if not isinstance(self.kind, str) or self.kind not in KINDS:
            raise ParameterError(
                f"{title} is {self.kind!r}; expected kind='measured', 'simulated' or 'assumed'."
            )
        if not (isinstance(self.component, str) and self.component.strip()):
            raise ParameterError(
                f"A price is for {self.component!r}; expected what is counted, as in "
                f"'synaptic event'."
            )
        if not (isinstance(self.definition, str) and self.definition.strip()):
            raise ParameterError(
                f"{title} has no definition; say what one of them is, as in "
                f"definition='one spike at one synapse'."
            )
        if not (isinstance(self.source, str) and self.source.strip()):
            raise ParameterError(
                f"{title} has no source; say who says so, as in source='teaching choice'."
            )
        object.__setattr__(self, "includes", _names(self.includes, f"{title}, includes,"))
        text(self.technology, f"{title}, technology,")
        if not isinstance(self.others, (tuple, list)) or not all(
            isinstance(figure, Figure) for figure in self.others
        ):
            raise ParameterError(
                f"{title}, others, is {self.others!r:.60}; expected figures, as in "
                f"(Figure(3*pJ, what, source),)."
            )
        object.__setattr__(self, "others", tuple(self.others))
        quantity = UNITS[self.unit]
        trusted = [
            quantity.number(figure.value, title) for figure in self.others if not figure.doubted
        ]
        object.__setattr__(self, "value", value := quantity.number(self.value, title))
        for end, choose in ("low", min), ("high", max):
            given = getattr(self, end)
            number = (
                choose([value, *trusted])
                if given is None
                else quantity.number(given, f"{title}, {end},")
            )
            object.__setattr__(self, end, number)
        if self.supply is not None:
            object.__setattr__(
                self, "supply", SUPPLY.number(self.supply, f"The supply of {self.component}")
            )
        if not self.interval[0] <= value <= self.interval[1]:
            ends = " to ".join(show(each, self.unit) for each in self.interval)
            raise ParameterError(
                f"{title} is {show(value, self.unit)}, outside its interval of {ends}; "
                f"type low=... and high=... too."
            )

    @property
    def interval(self) -> tuple[float, float]:
        """The lowest and the highest value that this price may have."""
        return self.low, self.high

    @property
    def conditions(self) -> str:
        """Technology and supply in words, as far as they are known: ``"Intel 14 nm, 0.75 V"``."""
        return ", ".join(
            filter(None, [self.technology, "" if self.supply is None else show(self.supply, "V")])
        )

    def __str__(self) -> str:
        return (
            f"{self.component}: {spread(self.value, *self.interval, self.unit)}, "
            f"{self.kind}. {self.definition} {self.source}"
        )


AMOUNT = Quantity("", "rate in Hz, number of synapses, or time step in s", 0.0, float("inf"))
CONDITIONS = {  # what a list of prices may hold for alone: its unit, and its words
    "rate": ("Hz", "at a mean rate of {}"),
    "fan-in": ("", "with {} synapses of each neuron"),
    "tick": ("s", "with a time step of {}"),
}


@dataclass(frozen=True)
class Condition:
    """What prices hold for: a ``quantity`` of the network from ``low`` to ``high``, and the
    ``source`` of that.

    The quantity is the mean "rate" of its neurons in Hz, its "fan-in", the mean number of synapses
    of a neuron, or the "tick" of the engine in s, which an event-driven run has not. Raises
    :class:`ParameterError` for another one, and for what is no range.
    """

    quantity: str
    low: float
    high: float
    source: str

    def __post_init__(self) -> None:
        if not isinstance(self.quantity, str) or self.quantity not in CONDITIONS:
            expected = (
                f"expected one of "
                f"{', '.join(map(repr, CONDITIONS))}.{meant(self.quantity, CONDITIONS)}"
            )
            raise ParameterError(f"Condition's quantity is {self.quantity!r:.60}; {expected}")
        for end in "low", "high":
            object.__setattr__(self, end, AMOUNT.number(getattr(self, end), f"Condition's {end}"))
        if self.low > self.high:
            raise ParameterError(
                f"Condition goes from {self.low:g} to {self.high:g}; expected the lower end first."
            )
        text(self.source, "Condition's source", "M. Davies et al. (2018)")

    def broken(self, value: float | None) -> str:
        """Return in a few words why prices do not hold for a network of this ``value``; nothing
        where they do.

        ``None`` stands for a network that has none of the quantity: a run without time steps.
        """
        if value is None:
            return "counts time steps, and this run has none"
        value = replace(AMOUNT, high=1e300).number(value, "Condition.broken's value")
        if self.low * (1 - NEAR) <= value <= self.high * (1 + NEAR):
            return ""
        return f"holds {self.words}, here {show(value, CONDITIONS[self.quantity][0], 3)}"

    @property
    def words(self) -> str:
        """The condition in words, as in "with a time step of 1 ms"."""
        unit, words = CONDITIONS[self.quantity]
        low, high = (show(number, unit, 3) for number in (self.low, self.high))
        open_ = self.high == float("inf")
        return words.format(
            low if low == high else f"{low} or more" if open_ else f"{low} to {high}"
        )

    def __str__(self) -> str:
        return f"Holds {self.words}: {self.source}"


@dataclass(frozen=True, repr=False)
class PriceList:
    """The prices of one machine, by component, and what the machine does not have at all.

    ``without`` names components that cost nothing here because the machine has none of them, such
    as the clock tree of an asynchronous chip. ``holds`` says for which networks the prices were
    measured, where they hold for these alone. ``prices["spike"]`` is a :class:`Price`. Lists in
    this package are data; :meth:`adding` makes a new one.

    Raises :class:`ParameterError` where a component is priced twice, or priced and included in
    another price: it would be paid twice.
    """

    name: str
    prices: tuple[Price, ...]
    note: str = ""
    without: tuple[str, ...] = ()
    holds: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        text(self.name, "PriceList.name", "my chip")
        conditions = (self.holds,) if isinstance(self.holds, Condition) else self.holds
        for condition in [*expect(conditions, (tuple, list), f"{self.name}, holds,", RANGES)]:
            expect(condition, Condition, f"One condition of {self.name}", RANGES)
        object.__setattr__(self, "holds", tuple(conditions))
        text(self.note, f"{self.name}, note,")
        prices = (self.prices,) if isinstance(self.prices, Price) else self.prices
        for price in [*expect(prices, (tuple, list), f"{self.name}, prices,", SEVERAL)]:
            expect(price, Price, f"One price of {self.name}", SEVERAL)
        object.__setattr__(self, "prices", tuple(prices))
        object.__setattr__(self, "without", _names(self.without, f"{self.name}, without,"))
        priced = [price.component for price in self.prices]
        for name in priced:
            if priced.count(name) > 1:
                raise ParameterError(
                    f"{self.name} has {priced.count(name)} prices for {name}; expected one."
                )
            if inside := self.includes.get(name):
                raise ParameterError(
                    f"{self.name} prices {name}, which the price of {listed(inside)} "
                    f"includes: it would be paid twice. "
                    f"Take {name!r} out of includes first."
                )
        for name in self.without:
            if name in priced or name in self.includes:
                raise ParameterError(
                    f"{self.name} has a price for {name} and says that it is without "
                    f"{name}; expected one of the two."
                )

    @property
    def includes(self) -> dict[str, tuple[str, ...]]:
        """Component → the components whose prices pay for it."""
        inside: dict[str, tuple[str, ...]] = {}
        for price in self.prices:
            for name in price.includes:
                inside[name] = (*inside.get(name, ()), price.component)
        return inside

    def covers(self, component: str) -> bool:
        """Say whether a count of this component has a price, lies in another price, or costs
        nothing on this machine.
        """
        text(component, "covers's component", "spike")
        return component in self or component in self.includes or component in self.without

    def broken(self, network: Mapping[str, float | None]) -> tuple[str, ...]:
        """Return in a few words each why these prices do not hold for a network, whose "rate",
        "fan-in" and "tick" are given.
        """
        known = expect(
            network, Mapping, "broken's network", "quantities by name, as in {'rate': 20*Hz}"
        )
        found = (
            condition.broken(known[condition.quantity])
            for condition in self.holds
            if condition.quantity in known
        )
        return tuple(filter(None, found))

    def adding(self, *prices: Price, name: str = "") -> PriceList:
        """Return a list in which these prices stand too, each in place of an old one for the same
        component.
        """
        for price in prices:
            expect(price, Price, f"A price to be added to {self.name}", SEVERAL)
        text(name, "adding's name")
        new = {price.component: price for price in (*self.prices, *prices)}
        return replace(self, name=name or f"{self.name}, changed", prices=tuple(new.values()))

    def __contains__(self, component: object) -> bool:
        return any(price.component == component for price in self.prices)

    def __getitem__(self, component: str) -> Price:
        text(component, f"A component of {self.name}", "spike")
        for price in self.prices:
            if price.component == component:
                return price
        names = ", ".join(price.component for price in self.prices)
        raise ParameterError(
            f"{self.name} has no price for {component}; it has {names}.{self._meant(component)}"
        )

    def _meant(self, component: str) -> str:
        return meant(component, [price.component for price in self.prices], 0.6)

    def missing(self, component: str, counted: str, typed: str = "") -> str:
        """Say what is missing to pay for a component that was counted ``counted`` times, and what
        to type.

        ``typed`` takes the place of the usual advice, with ``{0}`` for the component.
        """
        usual = (
            "Type prices.adding(Price({0!r}, value, definition, source, 'assumed')); 0*pJ "
            "says that it is free."
        )
        return (
            f"{self.name} has no price for {component}, which the run counted {counted} "
            f"times, and no other price includes it."
            f"{self._meant(component)} {(typed or usual).format(component)}"
        )

    def _table(self) -> Table:
        head = ["component", "price", "kind", "technology, supply", "one operation is", "source"]
        rows = [
            [
                p.component,
                spread(p.value, *p.interval, p.unit),
                p.kind,
                p.conditions,
                p.definition,
                p.source,
            ]
            for p in self.prices
        ]
        return Table(head, rows, "lrllll", 4)

    def _remarks(self) -> list[str]:
        said = [
            f"{price.component} includes {listed(price.includes)}"
            for price in self.prices
            if price.includes
        ]
        remarks = [
            self.note,
            *map(str, self.holds),
            f"Paid within another price: {'; '.join(said)}." if said else "",
        ]
        remarks.append(
            f"This machine has no {' and no '.join(self.without)}." if self.without else ""
        )
        for price in self.prices:
            for figure in price.others:
                doubt = "shown, not believed: " if figure.doubted else ""
                remarks.append(
                    f"{price.component}, also {show(figure.value, price.unit)}: "
                    f"{doubt}{figure.what} {figure.source}"
                )
        return list(filter(None, remarks))

    def __str__(self) -> str:
        return "\n".join([self.name, self._table().text(), *self._remarks()])

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return f"**{self.name}**\n\n{self._table().markdown(self._remarks())}"


def conversion(bits: float, merit: float = 50 * fJ) -> Price:
    r"""Return the price of turning one column current into ``bits`` bits, by Walden's figure of
    ``merit`` (J for one step).

    .. math::

        E = F \cdot 2^b \tag{1}

    50 fJ a step is a teaching choice. Source: R. H. Walden (1999), doi:10.1109/49.761034.
    """
    b = BITS.number(bits, "conversion's bits")
    F = MERIT.number(merit, "conversion's merit")
    return Price(
        "conversion",
        converting(b, F),
        "One analogue value turned into bits.",
        "R. H. Walden (1999), doi:10.1109/49.761034.",
        "assumed",
    )


def converting(b: Any, F: Any) -> Any:
    """Return the energy in J of one conversion: equation (1) of :func:`conversion`."""
    return F * 2.0**b  # (1)


def mean(counted: Sequence[tuple[Price, int]]) -> Price:
    """Return the price whose product with all counts is what they cost together: of one component,
    at prices of several places.
    """
    total = sum(n for _, n in counted)
    value = sum(price.value * n for price, n in counted) / total if total else counted[0][0].value
    return replace(counted[0][0], value=value, low=NOT_GIVEN, high=NOT_GIVEN)
