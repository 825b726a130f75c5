"""Count, price, compare: a ledger of what a run did, the bill for it at the prices of a list, and
two bills side by side.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..model import ParameterError, Quantity, expect
from ..units import W, ns, quantity, s, show, year
from .prices import MEANINGS, Price, PriceList, Table, listed, percent, spread, text

DURATION = Quantity("s", "length of the run", 1 * ns, 100 * year, (1 * s, 100 * s))
HOPS = Quantity("", "hops of each spike", 0.0, 1e6, (1.0, 10.0))
ACTIVITY = Quantity("", "activity, such as a mean rate in Hz", 0.0, 1e15)
POWER = Quantity("W", "power, or the energy of one run", 0.0, 1e9 * W)


@dataclass(frozen=True, repr=False)
class Ledger:
    """Counts of what a run did, as (component, where) → whole number, and its ``duration`` in s of
    the network's time.

    ``where`` names a population or a projection: fan-out and rate may go together, so that a
    product of means counts wrong. Two ledgers add up. A count that no price list knows is refused
    when it is to be paid, not here.

    Raises :class:`ParameterError` for a count that is not a whole number from 0 up. Used from
    chapter 1 on.
    """

    counts: Mapping[tuple[str, str], int]
    duration: float

    def __post_init__(self) -> None:
        if not isinstance(self.counts, Mapping):
            raise ParameterError(
                f"Ledger's counts are {self.counts!r:.60}; expected a dictionary, as in "
                f"{{('spike', 'cells'): 1000}}."
            )
        counts = {self._key(key): self._whole(key, count) for key, count in self.counts.items()}
        object.__setattr__(self, "counts", MappingProxyType(counts))
        object.__setattr__(self, "duration", DURATION.number(self.duration, "Ledger.duration"))

    @staticmethod
    def _key(key: Any) -> tuple[str, str]:
        if isinstance(key, tuple) and len(key) == 2 and all(isinstance(part, str) for part in key):
            return key
        raise ParameterError(
            f"Ledger has a count for {key!r}; expected a component and a place, as in "
            f"('spike', 'excitatory')."
        )

    @staticmethod
    def _whole(key: Any, count: Any) -> int:
        try:
            if int(count) == count and count >= 0 and not isinstance(count, bool):
                return int(count)
        except (TypeError, ValueError, OverflowError):
            pass
        raise ParameterError(
            f"Ledger's count of {key[0]} in {key[1]} is {count!r}; expected a whole "
            f"number from 0 up, as in 1000."
        )

    @property
    def components(self) -> tuple[str, ...]:
        """What was counted, in the order in which it was first met."""
        return tuple(dict.fromkeys(component for component, _ in self.counts))

    def count(self, component: str, where: str | None = None) -> int:
        """Return how often a component was counted, everywhere or in one place; 0 where it never
        was.
        """
        text(component, "Ledger.count's component", "spike")
        if where is not None:
            text(where, "Ledger.count's where")
        return sum(
            n
            for (what, place), n in self.counts.items()
            if what == component and where in (None, place)
        )

    def routed(self, hops: int) -> Ledger:
        """Return the ledger with the hops of spikes that each pass ``hops`` routers: an assumption
        about a chip that did not run.
        """
        if (each := HOPS.number(hops, "routed's hops")) != int(each):
            raise ParameterError(
                f"routed's hops is {each:g}; expected a whole number of routers a spike "
                f"passes, as in 5."
            )
        sent = {
            ("hop", where): int(each) * n
            for (what, where), n in self.counts.items()
            if what == "spike"
        }
        return Ledger({**self.counts, **sent}, self.duration)

    def bill(self, prices: PriceList) -> Bill:
        """Return what these counts cost at the prices of a list.

        Parameters
        ----------
        prices : PriceList
            Prices of the operations, as in ``LOIHI``.

        Returns
        -------
        Bill
            A row for each component, the total (J) and the power (W).

        Raises
        ------
        ParameterError
            For anything but a price list. :class:`MissingPrice` is raised when a sum is asked for
            and a counted operation has no price.
        """
        return Bill(self, prices)

    def __add__(self, other: Ledger) -> Ledger:
        """Add another run: counts and durations."""
        if not isinstance(other, Ledger):
            return NotImplemented
        counts = dict(self.counts)
        for key, n in other.counts.items():
            counts[key] = counts.get(key, 0) + n
        return Ledger(counts, math.fsum([self.duration, other.duration]))

    def __radd__(self, other: Any) -> Ledger:
        """Let ``sum(ledgers)`` begin, with its 0."""
        return self if isinstance(other, int) and other == 0 else NotImplemented

    def _table(self) -> Table:
        rows = [
            [what, where, quantity(n), MEANINGS.get(what, "")]
            for (what, where), n in self.counts.items()
        ]
        return Table(["component", "where", "count", "one of them is"], rows, "llrl", 3)

    def __str__(self) -> str:
        return f"Ledger of {show(self.duration, 's')}\n{self._table().text()}"

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return f"**Ledger** of {show(self.duration, 's')}\n\n{self._table().markdown()}"


class MissingPrice(ParameterError):
    """A bill that cannot be added up: something was counted that has no price. The message names it
    and says what to type.
    """


@dataclass(frozen=True)
class Row:
    """One line of a bill: ``count`` operations at ``price`` J, between ``low`` and ``high``, make
    ``joules``.

    Where ``unit`` is "W" the price is a power and the count is seconds. ``where`` is empty in a
    line for all places.
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

    over components c and places w; the powers :math:`P_s`, such as a leak, run for the whole
    duration T. ``rows`` has a line for each component, ``leaves`` one for each component and place:
    their sum is the total. A bill is an estimate, whatever its prices are. Printing it never fails;
    ``total`` refuses with :class:`MissingPrice` where something was counted that is neither priced,
    nor included in another price, nor absent from the machine.
    """

    ledger: Ledger
    prices: PriceList

    def __post_init__(self) -> None:
        expect(self.ledger, Ledger, "Bill's ledger", "counts, as in Bill(run.ledger, LOIHI)")
        if not isinstance(self.prices, PriceList):
            raise ParameterError(
                f"Ledger.bill needs a price list, got {self.prices!r:.60}; type, for "
                f"example, ledger.bill(LOIHI)."
            )

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
        """A line for each component that was counted, or that runs all the time, in the order of
        the price list.
        """
        counted = self.ledger.components
        return tuple(
            self._row(
                price,
                "",
                self.ledger.duration if price.unit == "W" else self.ledger.count(price.component),
            )
            for price in self.prices.prices
            if price.unit == "W" or price.component in counted
        )

    @staticmethod
    def _row(price: Price, where: str, count: float) -> Row:
        low, high = price.interval
        return Row(
            price.component,
            where,
            count,
            price.value,
            low,
            high,
            price.unit,
            count * price.value,
            price.kind,
            price.source,
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """What was counted and cannot be paid."""
        return tuple(
            name
            for name in self.ledger.components
            if self.ledger.count(name) and not self.prices.covers(name)
        )

    @property
    def uncounted(self) -> tuple[str, ...]:
        """What a network could be charged for, and was not counted in this run."""
        counted = self.ledger.components
        priced = [
            price.component
            for price in self.prices.prices
            if price.unit == "J" and price.component in MEANINGS
        ]
        return tuple(name for name in priced if name not in counted)

    @property
    def total(self) -> float:
        """The energy in J, or :class:`MissingPrice`."""
        return self._sum("price")

    @property
    def static(self) -> float:
        """The part in J that runs whatever happens."""
        return self._sum("price", "W")

    @property
    def power(self) -> float:
        """The mean power in W over the ledger's duration."""
        return self.total / self.ledger.duration

    @property
    def interval(self) -> tuple[float, float]:
        """The total in J if all prices were at the low, and at the high end of their intervals."""
        return self._sum("low"), self._sum("high")

    def sensitivity(self) -> dict[str, float]:
        """Return by how many per cent the total grows with 1 per cent on a price: each component's
        share; 0 for a bill of 0 J.
        """
        total = self.total
        return {row.component: row.joules / total if total else 0.0 for row in self.rows}  # (2)

    def _sum(self, end: str, unit: str = "") -> float:
        """Return the sum of all leaves, or of those in one ``unit``, at their prices or at one
        ``end`` of the prices' intervals.
        """
        if self.missing:
            raise MissingPrice(self.refusal())
        # (1)
        return math.fsum(
            leaf.count * getattr(leaf, end) for leaf in self.leaves if unit in ("", leaf.unit)
        )

    def refusal(self, typed: str = "") -> str:
        """Return why there is no total, and what to type; nothing where there is one. ``typed``:
        see :meth:`PriceList.missing`.
        """
        if not self.missing:
            return ""
        name, *more = self.missing
        also = f" The same holds for {listed(more)}." if more else ""
        return (
            self.prices.missing(
                name, quantity(self.ledger.count(name)), text(typed, "refusal's typed")
            )
            + also
        )

    def _table(self) -> Table:
        known = not self.missing
        total = self.total if known else 0.0
        lines = []
        for row in self.rows:
            count = show(row.count, "s") if row.unit == "W" else quantity(round(row.count))
            share = percent(row.joules / total) if total else "–"
            lines.append(
                [
                    row.component,
                    count,
                    spread(row.price, row.low, row.high, row.unit),
                    show(row.joules, "J"),
                    share,
                    row.kind,
                    row.source,
                ]
            )
        for name in self.missing:
            lines.append([name, quantity(self.ledger.count(name)), "no price", "?", "–", "", ""])
        lines.append(
            [
                "total",
                "",
                "",
                spread(total, *self.interval, "J") if known else "refused",
                "100 %" if total else "–",
                "",
                "",
            ]
        )
        return Table(
            ["component", "count", "price", "energy", "share", "kind", "source"],
            lines,
            "lrrrrll",
            6,
        )

    def _remarks(self) -> list[str]:
        """Say what a reader of the total must know: what it includes, what it does not have, and
        what nobody counted.
        """
        counted = [name for name in self.ledger.components if self.ledger.count(name)]
        inside = {
            price.component: [name for name in counted if name in price.includes]
            for price in self.prices.prices
            if set(price.includes) & set(counted)
        }
        paid = "; ".join(f"{listed(names)} in {by}" for by, names in inside.items())
        free = [name for name in counted if name in self.prices.without]
        remarks = [
            ""
            if self.missing
            else (
                f"{show(self.power, 'W')} over {show(self.ledger.duration, 's')}: an "
                f"estimate, counts times prices."
            ),
            f"Counted, and included in another price: {paid}." if inside else "",
            f"Counted, and free on this machine: {listed(free)}." if free else "",
            f"Priced, but not counted in this run: {listed(self.uncounted)}."
            if self.uncounted
            else "",
        ]
        if not self.prices.covers("leak"):
            remarks.append(
                f"{self.prices.name} has no leak: what flows while nothing happens is "
                f"not in this bill."
            )
        remarks.append(self.prices.note)
        if self.missing:
            remarks.append(self.refusal())
        return list(filter(None, remarks))

    def _title(self) -> str:
        return f"Bill of {show(self.ledger.duration, 's')} at the prices of {self.prices.name}"

    def __str__(self) -> str:
        return "\n".join([self._title(), self._table().text(), *self._remarks()])

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return f"**{self._title()}**\n\n{self._table().markdown(self._remarks())}"


class UnlikeBills(UserWarning):
    """Two bills that do not pay for the same things are being compared."""


@dataclass(frozen=True, repr=False)
class Comparison:
    """Two bills side by side: ``ratio`` is the power of the first over that of the second,
    ``warning`` says why not to trust it.
    """

    first: Bill
    second: Bill

    def __post_init__(self) -> None:
        for each in self.first, self.second:
            if not isinstance(each, Bill):
                raise ParameterError(
                    f"compare needs two bills, got {each!r:.60}; type, for example, "
                    f"ledger.bill(LOIHI)."
                )

    @property
    def ratio(self) -> float:
        """Power of the first bill over power of the second; where the second is 0 infinite, or 1
        where both are.
        """
        if self.second.power:
            return self.first.power / self.second.power
        return math.inf if self.first.power else 1.0

    @property
    def warning(self) -> str:
        """One sentence where the bills do not cover the same components, or not the same time;
        otherwise empty.
        """
        names = [each.prices.name for each in (self.first, self.second)]
        one, two = ("the first bill", "the second") if names[0] == names[1] else names
        parts = []
        for who, mine, other, theirs in (
            (one, self.first, two, self.second),
            (two, self.second, one, self.first),
        ):
            known = {*_paid(theirs), *theirs.prices.without}
            if alone := [name for name in _paid(mine) if name not in known]:
                parts.append(f"only {who} includes {listed(alone)}")
            if lacking := [name for name in mine.prices.without if name not in known]:
                them = "it" if len(lacking) == 1 else "them"
                parts.append(
                    f"{who} has no {' and no '.join(lacking)}, and {other} has no price for {them}"
                )
        unlike = bool(parts)
        if self.first.ledger.duration != self.second.ledger.duration:
            lengths = [show(each.ledger.duration, "s") for each in (self.first, self.second)]
            parts.append(
                f"they are for {lengths[0]} and {lengths[1]}, so that the ratio is one of powers"
            )
        if not parts:
            return ""
        advice = " Compare whole machines with whole machines." if unlike else ""
        return f"Not like for like: {'; '.join(parts)}.{advice}"

    def _table(self) -> Table:
        shares = [
            {row.component: row.joules / bill.ledger.duration for row in bill.rows}
            for bill in (self.first, self.second)
        ]
        names = dict.fromkeys([*shares[0], *shares[1]])
        rows = [
            [
                name,
                *(
                    self._cell(bill, name, share)
                    for bill, share in zip((self.first, self.second), shares, strict=True)
                ),
            ]
            for name in names
        ]
        rows.append(["total", show(self.first.power, "W"), show(self.second.power, "W")])
        return Table(["component", self.first.prices.name, self.second.prices.name], rows, "lrr", 3)

    @staticmethod
    def _cell(bill: Bill, name: str, powers: dict[str, float]) -> str:
        if name in powers:
            return show(powers[name], "W")
        if name in bill.prices.includes:
            return f"in {listed(bill.prices.includes[name])}"
        return "none" if name in bill.prices.without else "not included"

    def _sentence(self) -> str:
        if not self.second.power:
            return (
                "Neither takes any power."
                if not self.first.power
                else "The second takes no power, so that no factor lies between them."
            )
        return f"The first takes {self.ratio:.4g} times the power of the second."

    def __str__(self) -> str:
        return "\n".join(filter(None, [self._table().text(), self._sentence(), self.warning]))

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return f"{self._table().markdown()}\n{self._sentence()}" + (
            f" **{self.warning}**" if self.warning else ""
        )


def _paid(bill: Bill) -> list[str]:
    """What a bill pays for, within the prices of other things too."""
    paid = [row.component for row in bill.rows]
    return list(
        dict.fromkeys(
            [*paid, *(name for name, by in bill.prices.includes.items() if set(by) & set(paid))]
        )
    )


def compare(first: Bill, second: Bill) -> Comparison:
    """Lay two bills side by side, and warn if they do not pay for the same things.

    The warning is an :class:`UnlikeBills`, and a sentence of the result. In the course it catches a
    comparison of 20 mW with 0.14 mW, of which one is a whole machine and the other a clock tree
    alone.

    Parameters
    ----------
    first : Bill
        The bill that is compared.
    second : Bill
        The bill with which it is compared.

    Returns
    -------
    Comparison
        Both bills row by row, and their ratio.

    Raises
    ------
    MissingPrice
        If a counted operation has no price in one of the bills.
    ParameterError
        For anything but bills.
    """
    found = Comparison(first, second)
    for each in first, second:
        _ = each.total  # refuses where a price is missing
    if found.warning:
        warnings.warn(found.warning, UnlikeBills, stacklevel=2)
    return found


def crossover(
    activity: ArrayLike, first: Sequence[Bill] | ArrayLike, second: Sequence[Bill] | ArrayLike
) -> float:
    r"""Return the lowest activity at which two machines cost the same.

    Between neighbouring activities, and beyond the outermost, the difference D = first − second is
    taken for a straight line:

    .. math::

        a^* = a_k - D_k \frac{a_{k+1} - a_k}{D_{k+1} - D_k} \tag{3}

    If the power of each machine is affine in the activity, two activities are enough, and the
    result is exact wherever it lies. Used in chapter 1.

    Parameters
    ----------
    activity : array of shape (k,)
        At least two activities in ascending order, such as rates in Hz.
    first : sequence of Bill, or float or array of shape (k,)
        A bill, or a power in W, for each activity, or one for all.
    second : sequence of Bill, or float or array of shape (k,)
        The same of the other machine.

    Returns
    -------
    float
        The activity; 0 if the first machine always costs more, infinite if it never does.

    Raises
    ------
    ParameterError
        For activities that do not rise and for numbers that do not fit.
    """
    a = ACTIVITY.array(activity, "crossover's activity")
    if a.ndim != 1 or a.size < 2 or (np.diff(a) <= 0).any():
        raise ParameterError(
            f"crossover's activity is {a.tolist()!r:.60}; expected at least two rising "
            f"values, as in [0, 10*Hz]."
        )
    D = _powers(first, "first", a.size) - _powers(second, "second", a.size)
    return float(zero(a, D))


def zero(a: Any, D: Any) -> Any:
    """Return the lowest activity at which the difference D is 0: equation (3) of
    :func:`crossover`.
    """
    last = len(a) - 2
    for k in range(len(a) - 1):
        # the outermost segments go on as far as there is activity
        low, high = (0.0 if k == 0 else a[k]), (a[k + 1] if k < last else np.inf)
        rise = D[k + 1] - D[k]
        if rise != 0.0:
            meet = a[k] - D[k] * (a[k + 1] - a[k]) / rise if D[k + 1] != 0.0 else a[k + 1]  # (3)
            if low <= meet <= high:
                return meet
        elif D[k] == 0.0:
            return low
    return 0.0 if D[0] > 0.0 else np.inf


def _powers(given: Sequence[Bill] | ArrayLike, which: str, n: int) -> np.ndarray:
    """Bills or watts as an array of watts, one for each activity; one number stands for all."""
    items = (
        given if isinstance(given, (list, tuple)) else [given] if isinstance(given, Bill) else None
    )
    values: Any = (
        [item.power if isinstance(item, Bill) else item for item in items]
        if items is not None
        else given
    )
    powers = POWER.array(values, f"crossover's {which}")
    if powers.ndim == 0 or powers.shape == (1,):
        return np.full(n, float(powers.reshape(())))
    if powers.shape != (n,):
        raise ParameterError(
            f"crossover's {which} has shape {powers.shape}; expected {n} bills or "
            f"powers, one for each activity."
        )
    return powers
