"""Counts times prices: what a run would cost on a machine, to the last leaf, with its interval, or a refusal."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ..model import ParameterError
from ..units import show
from ._tables import linked, listed, markdown, percent, spread, text
from .prices import MEANINGS, Price, PriceList

if TYPE_CHECKING:
    from .ledger import Ledger


class MissingPrice(ParameterError):
    """A bill that cannot be added up: something was counted that has no price. The message names it and says what to type."""


@dataclass(frozen=True)
class Row:
    """One line of a bill: ``count`` operations at ``price`` J, between ``low`` and ``high``, make ``joules``.

    Where ``unit`` is "W" the price is a power and the count is seconds. ``where`` is empty in a line for all places.
    """

    component: str
    where: str
    count: float
    price: float
    low: float
    high: float
    unit: str
    joules: float
    kind: str
    source: str


@dataclass(frozen=True, repr=False)
class Bill:
    r"""What the counts of a ledger cost at the prices of a list.

    .. math::

        E = \sum_{c,\,w} n_{c,w}\, p_c + T \sum_s P_s \tag{1}
        \frac{\partial \ln E}{\partial \ln p_c} = \frac{E_c}{E} \tag{2}

    over components c and places w; the powers :math:`P_s`, such as a leak, run for the whole duration T. ``rows`` has a line
    for each component, ``leaves`` one for each component and place: their sum is the total. A bill is an estimate,
    whatever its prices are. Printing it never fails; ``total`` refuses with :class:`MissingPrice` where something was counted
    that is neither priced, nor included in another price, nor absent from the machine.
    """

    ledger: Ledger
    prices: PriceList

    @property
    def leaves(self) -> tuple[Row, ...]:
        """A line for each component and place; a power has one line, for the whole machine."""
        found = []
        for price in self.prices.prices:
            if price.unit == "W":
                found.append(self._row(price, "machine", self.ledger.duration))
            found += [
                self._row(price, where, n)
                for (what, where), n in self.ledger.counts.items()
                if what == price.component and price.unit == "J"
            ]
        return tuple(found)

    @property
    def rows(self) -> tuple[Row, ...]:
        """A line for each component that was counted, or that runs all the time, in the order of the price list."""
        counted = self.ledger.components
        return tuple(
            self._row(price, "", self.ledger.duration if price.unit == "W" else self.ledger.count(price.component))
            for price in self.prices.prices
            if price.unit == "W" or price.component in counted
        )

    @staticmethod
    def _row(price: Price, where: str, count: float) -> Row:
        low, high = price.interval
        return Row(price.component, where, count, price.value, low, high, price.unit, count * price.value, price.kind, price.source)

    @property
    def missing(self) -> tuple[str, ...]:
        """What was counted and cannot be paid."""
        return tuple(name for name in self.ledger.components if self.ledger.count(name) and not self.prices.covers(name))

    @property
    def uncounted(self) -> tuple[str, ...]:
        """What a network could be charged for, and was not counted in this run."""
        counted = self.ledger.components
        own = [price.component for price in self.prices.prices if price.unit == "J" and price.component in MEANINGS]
        return tuple(name for name in own if name not in counted)

    @property
    def total(self) -> float:
        """The energy in J, or :class:`MissingPrice`."""
        return self._sum("joules")

    @property
    def static(self) -> float:
        """The part in J that runs whatever happens."""
        return self._sum("joules", "W")

    @property
    def dynamic(self) -> float:
        """The part in J that operations cost."""
        return self._sum("joules", "J")

    @property
    def power(self) -> float:
        """The mean power in W over the ledger's duration."""
        return self.total / self.ledger.duration

    @property
    def interval(self) -> tuple[float, float]:
        """The total in J if all prices were at the low, and at the high end of their intervals."""
        return self._sum("low"), self._sum("high")

    def sensitivity(self) -> dict[str, float]:
        """Return by how many per cent the total grows with 1 per cent on a price: each component's share; 0 for a bill of 0 J."""
        total = self.total
        return {row.component: row.joules / total if total else 0.0 for row in self.rows}  # (2)

    def places(self) -> dict[str, float]:
        """Return the energy in J of each place: which population, which projection, and the machine itself."""
        self._refuse()
        names = dict.fromkeys(leaf.where for leaf in self.leaves)
        return {name: math.fsum(leaf.joules for leaf in self.leaves if leaf.where == name) for name in names}

    def _sum(self, what: str, unit: str = "") -> float:
        self._refuse()
        chosen = [leaf for leaf in self.leaves if unit in ("", leaf.unit)]
        return math.fsum(leaf.joules if what == "joules" else leaf.count * getattr(leaf, what) for leaf in chosen)  # (1)

    def _refuse(self) -> None:
        if self.missing:
            raise MissingPrice(self._refusal())

    def _refusal(self) -> str:
        name, *more = self.missing
        also = f" The same holds for {listed(more)}." if more else ""
        return self.prices.missing(name, f"{self.ledger.count(name):,}") + also

    def plain(self) -> dict[str, Any]:
        """Return the bill in plain Python types, ready for ``json.dumps``; the total is None where it is refused."""
        known = not self.missing
        return {
            "prices": self.prices.name,
            "duration": self.ledger.duration,
            "rows": [asdict(row) for row in self.rows],
            "leaves": [asdict(leaf) for leaf in self.leaves],
            "total": self.total if known else None,
            "interval": list(self.interval) if known else None,
            "sensitivity": self.sensitivity() if known else None,
            "missing": list(self.missing),
            "notes": self._remarks(),
        }

    def _lines(self) -> list[list[str]]:
        known = not self.missing
        total = self.total if known else 0.0
        lines = []
        for row in self.rows:
            count = show(row.count, "s") if row.unit == "W" else f"{row.count:,.0f}"
            share = percent(row.joules / total) if total else "–"
            lines.append(
                [row.component, count, spread(row.price, row.low, row.high, row.unit), show(row.joules, "J"), share, row.kind, row.source]
            )
        for name in self.missing:
            lines.append([name, f"{self.ledger.count(name):,}", "no price", "?", "–", "", ""])
        lines.append(["total", "", "", spread(total, *self.interval, "J") if known else "refused", "100 %" if total else "–", "", ""])
        return lines

    def _remarks(self) -> list[str]:
        """Say what a reader of the total must know: what it includes, what it does not have, and what nobody counted."""
        counted = [name for name in self.ledger.components if self.ledger.count(name)]
        inside = {
            price.component: [name for name in counted if name in price.includes]
            for price in self.prices.prices
            if set(price.includes) & set(counted)
        }
        paid = "; ".join(f"{listed(names)} in {by}" for by, names in inside.items())
        free = [name for name in counted if name in self.prices.without]
        remarks = [
            "" if self.missing else f"{show(self.power, 'W')} over {show(self.ledger.duration, 's')}: an estimate, counts times prices.",
            f"Counted, and included in another price: {paid}." if inside else "",
            f"Counted, and free on this machine: {listed(free)}." if free else "",
            f"Priced, but not counted in this run: {listed(self.uncounted)}." if self.uncounted else "",
        ]
        if not self.prices.covers("leak"):
            remarks.append(f"{self.prices.name} has no leak: what flows while nothing happens is not in this bill.")
        remarks.append(self.prices.note)
        if self.missing:
            remarks.append(self._refusal())
        return list(filter(None, remarks))

    def __str__(self) -> str:
        head = ["component", "count", "price", "energy", "share", "kind"]
        return "\n".join([self._title(), text(head, [line[:6] for line in self._lines()], "lrrrrl"), *self._remarks()])

    __repr__ = __str__

    def _title(self) -> str:
        return f"Bill of {show(self.ledger.duration, 's')} at the prices of {self.prices.name}"

    def _repr_markdown_(self) -> str:
        head = ["component", "count", "price", "energy", "share", "kind", "source"]
        remarks = "".join(f"- {linked(remark)}\n" for remark in self._remarks())
        return f"**{self._title()}**\n\n{markdown(head, self._lines(), 'lrrrrll')}\n{remarks}"
