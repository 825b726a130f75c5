"""What a run did: how many operations of each kind, in each place, in how long."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..model import ParameterError, Quantity
from ..units import ns, s, show, year
from ._tables import markdown, text
from .bill import Bill
from .prices import MEANINGS, PriceList

DURATION = Quantity("s", "length of the run", 1 * ns, 100 * year, (1 * s, 100 * s))
HOPS = Quantity("", "hops of each spike", 0.0, 1e6, (1.0, 10.0))


@dataclass(frozen=True, repr=False)
class Ledger:
    """Counts of what a run did, as (component, where) → whole number, and its ``duration`` in s of the network's time.

    ``where`` names a population or a projection: fan-out and rate may go together, so that a product of means counts wrong.
    Two ledgers add up. A count that no price list knows is refused when it is to be paid, not here.

    Raises :class:`ParameterError` for a count that is not a whole number from 0 up. Used from chapter 1 on.
    """

    counts: Mapping[tuple[str, str], int]
    duration: float

    def __post_init__(self) -> None:
        if not isinstance(self.counts, Mapping):
            raise ParameterError(f"Ledger's counts are {self.counts!r:.60}; expected a dictionary, as in {{('spike', 'cells'): 1000}}.")
        counts = {self._key(key): self._whole(key, count) for key, count in self.counts.items()}
        object.__setattr__(self, "counts", MappingProxyType(counts))
        object.__setattr__(self, "duration", DURATION.number(self.duration, "Ledger.duration"))

    @staticmethod
    def _key(key: Any) -> tuple[str, str]:
        if isinstance(key, tuple) and len(key) == 2 and all(isinstance(part, str) for part in key):
            return key
        raise ParameterError(f"Ledger has a count for {key!r}; expected a component and a place, as in ('spike', 'excitatory').")

    @staticmethod
    def _whole(key: Any, count: Any) -> int:
        try:
            if int(count) == count and count >= 0 and not isinstance(count, bool):
                return int(count)
        except (TypeError, ValueError, OverflowError):
            pass
        raise ParameterError(f"Ledger's count of {key[0]} in {key[1]} is {count!r}; expected a whole number from 0 up, as in 1000.")

    @property
    def components(self) -> tuple[str, ...]:
        """What was counted, in the order in which it was first met."""
        return tuple(dict.fromkeys(component for component, _ in self.counts))

    @property
    def places(self) -> tuple[str, ...]:
        """Where something was counted."""
        return tuple(dict.fromkeys(where for _, where in self.counts))

    def count(self, component: str, where: str | None = None) -> int:
        """Return how often a component was counted, everywhere or in one place; 0 where it never was."""
        return sum(n for (what, place), n in self.counts.items() if what == component and where in (None, place))

    def routed(self, hops: int) -> Ledger:
        """Return the ledger with the hops of spikes that each pass ``hops`` routers: an assumption about a chip that did not run."""
        if (each := HOPS.number(hops, "routed's hops")) != int(each):
            raise ParameterError(f"routed's hops is {each:g}; expected a whole number of routers a spike passes, as in 5.")
        sent = {("hop", where): int(each) * n for (what, where), n in self.counts.items() if what == "spike"}
        return Ledger({**self.counts, **sent}, self.duration)

    def bill(self, prices: PriceList) -> Bill:
        """Pay for these counts with a price list; see :class:`~neurolib.energy.Bill`."""
        if not isinstance(prices, PriceList):
            raise ParameterError(f"Ledger.bill needs a price list, got {prices!r:.60}; type, for example, ledger.bill(LOIHI).")
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

    def plain(self) -> dict[str, Any]:
        """Return the ledger in plain Python types, ready for ``json.dumps``."""
        rows = [{"component": what, "where": where, "count": n} for (what, where), n in self.counts.items()]
        return {"duration": self.duration, "counts": rows}

    def _rows(self) -> list[list[str]]:
        return [[what, where, f"{n:,}", MEANINGS.get(what, "")] for (what, where), n in self.counts.items()]

    def __str__(self) -> str:
        head = ["component", "where", "count"]
        return f"Ledger of {show(self.duration, 's')}\n" + text(head, [row[:3] for row in self._rows()], "llr")

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        table = markdown(["component", "where", "count", "one of them is"], self._rows(), "llrl")
        return f"**Ledger** of {show(self.duration, 's')}\n\n{table}"
