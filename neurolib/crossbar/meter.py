"""What a crossbar did, and what it took: counts for a ledger, and prices that give back the joules."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..energy import Ledger, Price, PriceList, conversion

READ = "One cell during one reading, the mean of this run: Joule heat of the cell, and of its wires where they have a resistance."
WRITE = "One pulse on one cell, the mean of this run."


@dataclass
class Meter:
    """Counts of readings of cells, conversions and writing pulses; joules of the first and the last; seconds of both."""

    place: str = "crossbar"
    counts: dict[str, int] = field(default_factory=lambda: {"cell read": 0, "conversion": 0, "cell write": 0})
    joules: dict[str, float] = field(default_factory=lambda: {"cell read": 0.0, "cell write": 0.0})
    seconds: float = 0.0

    def add(self, component: str, count: int, joules: float = 0.0, seconds: float = 0.0) -> None:
        """Note operations of one kind."""
        self.counts[component] += int(count)
        if component in self.joules:
            self.joules[component] += joules
        self.seconds += seconds

    def ledger(self) -> Ledger:
        """Return the counts."""
        return Ledger({(what, self.place): n for what, n in self.counts.items()}, max(self.seconds, 1e-9))

    def prices(self, adc_bits: int | None, merit: float) -> PriceList:
        """Return the mean prices of what was done, and Walden's of a conversion."""
        source = "G V² t of the cells of this run; conductances and voltages are its own."
        means = {what: joules / max(self.counts[what], 1) for what, joules in self.joules.items()}
        cells = [Price(what, means[what], text, source, "simulated") for what, text in (("cell read", READ), ("cell write", WRITE))]
        return PriceList("crossbar", (*cells, conversion(adc_bits or 8, merit)), "Drivers, amplifiers and control are left out.")
