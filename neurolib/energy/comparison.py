"""Two bills side by side: whether they may be compared at all, and at which activity they are equal."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..model import ParameterError, Quantity
from ..units import W, show
from ._tables import listed, markdown, text
from .bill import Bill

ACTIVITY = Quantity("", "activity, such as a mean rate in Hz", 0.0, 1e15)
POWER = Quantity("W", "power, or the energy of one run", 0.0, 1e9 * W)


class UnlikeBills(UserWarning):
    """Two bills that do not pay for the same things are being compared."""


@dataclass(frozen=True, repr=False)
class Comparison:
    """Two bills side by side: ``ratio`` is the power of the first over that of the second, ``warning`` says why not to trust it."""

    first: Bill
    second: Bill

    @property
    def ratio(self) -> float:
        """Power of the first bill over power of the second; where the second is 0 infinite, or 1 where both are."""
        if self.second.power:
            return self.first.power / self.second.power
        return math.inf if self.first.power else 1.0

    @property
    def warning(self) -> str:
        """One sentence where the bills do not cover the same components, or not the same time; otherwise empty."""
        names = [each.prices.name for each in (self.first, self.second)]
        one, two = ("the first bill", "the second") if names[0] == names[1] else names
        parts = []
        for who, mine, other, theirs in (one, self.first, two, self.second), (two, self.second, one, self.first):
            known = {*_paid(theirs), *theirs.prices.without}
            if alone := [name for name in _paid(mine) if name not in known]:
                parts.append(f"only {who} pays for {listed(alone)}")
            if lacking := [name for name in mine.prices.without if name not in known]:
                them = "it" if len(lacking) == 1 else "them"
                parts.append(f"{who} has no {' and no '.join(lacking)}, and {other} does not pay for {them}")
        unlike = bool(parts)
        if self.first.ledger.duration != self.second.ledger.duration:
            lengths = [show(each.ledger.duration, "s") for each in (self.first, self.second)]
            parts.append(f"they are for {lengths[0]} and {lengths[1]}, so that the ratio is one of powers")
        if not parts:
            return ""
        advice = " Compare whole machines with whole machines." if unlike else ""
        return f"Not like for like: {'; '.join(parts)}.{advice}"

    def plain(self) -> dict[str, Any]:
        """Return the comparison in plain Python types, ready for ``json.dumps``; an infinite ratio is None."""
        ratio = self.ratio if math.isfinite(self.ratio) else None
        return {"first": self.first.plain(), "second": self.second.plain(), "ratio": ratio, "warning": self.warning}

    def _rows(self) -> list[list[str]]:
        shares = [{row.component: row.joules / bill.ledger.duration for row in bill.rows} for bill in (self.first, self.second)]
        names = dict.fromkeys([*shares[0], *shares[1]])
        rows = [
            [name, *(self._cell(bill, name, share) for bill, share in zip((self.first, self.second), shares, strict=True))]
            for name in names
        ]
        return [*rows, ["total", show(self.first.power, "W"), show(self.second.power, "W")]]

    @staticmethod
    def _cell(bill: Bill, name: str, powers: dict[str, float]) -> str:
        if name in powers:
            return show(powers[name], "W")
        if name in bill.prices.includes:
            return f"in {listed(bill.prices.includes[name])}"
        return "none" if name in bill.prices.without else "not paid"

    def _sentence(self) -> str:
        if not self.second.power:
            return "Neither takes any power." if not self.first.power else "The second takes no power, so that no factor lies between them."
        return f"The first takes {self.ratio:.4g} times the power of the second."

    def __str__(self) -> str:
        head = ["component", self.first.prices.name, self.second.prices.name]
        return "\n".join(filter(None, [text(head, self._rows(), "lrr"), self._sentence(), self.warning]))

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        table = markdown(["component", self.first.prices.name, self.second.prices.name], self._rows(), "lrr")
        return f"{table}\n{self._sentence()}" + (f" **{self.warning}**" if self.warning else "")


def _paid(bill: Bill) -> list[str]:
    """What a bill pays for, within the prices of other things too."""
    paid = [row.component for row in bill.rows]
    return list(dict.fromkeys([*paid, *(name for name, by in bill.prices.includes.items() if set(by) & set(paid))]))


def compare(first: Bill, second: Bill) -> Comparison:
    """Lay two bills side by side, and warn where they do not pay for the same things.

    The warning is an :class:`UnlikeBills`, and a sentence of the result, which shows it wherever it is shown. It is how the course's
    20 mW against 0.14 mW is caught: a bare clock tree against a whole machine. Raises :class:`MissingPrice` where
    either bill does, :class:`ParameterError` for anything but bills.
    """
    for each in first, second:
        if not isinstance(each, Bill):
            raise ParameterError(f"compare needs two bills, got {each!r:.60}; type, for example, ledger.bill(LOIHI).")
        _ = each.total  # refuses where a price is missing
    found = Comparison(first, second)
    if found.warning:
        warnings.warn(found.warning, UnlikeBills, stacklevel=2)
    return found


def crossover(activity: ArrayLike, first: Sequence[Bill] | ArrayLike, second: Sequence[Bill] | ArrayLike) -> float:
    r"""Return the lowest activity at which two machines cost the same.

    Between neighbouring activities, and beyond the outermost, the difference D = first − second is taken for a straight line:

    .. math::

        a^* = a_k - D_k \frac{a_{k+1} - a_k}{D_{k+1} - D_k} \tag{1}

    ``activity`` holds at least two values in ascending order, such as rates in Hz; ``first`` and ``second`` hold a bill or a power (W)
    for each, or one for all. A machine whose power is affine in activity needs two, and the result is exact wherever it lies. Where the
    two never meet, it is 0 if the first always costs more, and infinite if it never does. Raises :class:`ParameterError` for activities
    that do not rise and for numbers that do not fit. Used in chapter 1.
    """
    a = ACTIVITY.array(activity, "crossover's activity")
    if a.ndim != 1 or a.size < 2 or (np.diff(a) <= 0).any():
        raise ParameterError(f"crossover's activity is {a.tolist()!r:.60}; expected at least two rising values, as in [0, 10*Hz].")
    D = _powers(first, "first", a.size) - _powers(second, "second", a.size)
    if not D.any():
        return 0.0
    ends = np.concatenate([[0.0], a[1:-1], [math.inf]])  # the outermost segments go on as far as there is activity
    for k, (a0, D0, a1, D1) in enumerate(zip(a, D, a[1:], D[1:], strict=False)):
        if D0 != D1:
            meet = float(a0 - D0 * (a1 - a0) / (D1 - D0)) if D1 else float(a1)  # (1)
            if ends[k] <= meet <= ends[k + 1]:
                return meet
        elif D0 == 0:
            return float(a0)
    return 0.0 if D[0] > 0 else math.inf


def _powers(given: Sequence[Bill] | ArrayLike, which: str, n: int) -> np.ndarray:
    """Bills or watts as an array of watts, one for each activity; one number stands for all."""
    items = given if isinstance(given, (list, tuple)) else [given] if isinstance(given, Bill) else None
    values: Any = [item.power if isinstance(item, Bill) else item for item in items] if items is not None else given
    powers = POWER.array(values, f"crossover's {which}")
    if powers.ndim == 0 or powers.shape == (1,):
        return np.full(n, float(powers.reshape(())))
    if powers.shape != (n,):
        raise ParameterError(f"crossover's {which} has shape {powers.shape}; expected {n} bills or powers, one for each activity.")
    return powers
