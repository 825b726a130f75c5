"""Energy: ledgers of what a run did, price lists with their sources, bills that can be compared,
and floors below which no bill goes.
"""

from .bill import Bill as Bill
from .bill import Comparison as Comparison
from .bill import Ledger as Ledger
from .bill import MissingPrice as MissingPrice
from .bill import Row as Row
from .bill import UnlikeBills as UnlikeBills
from .bill import compare as compare
from .bill import crossover as crossover
from .floors import capacitor_noise as capacitor_noise
from .floors import landauer as landauer
from .floors import landauer_prices as landauer_prices
from .machines import ClockedMachine as ClockedMachine
from .machines import EventMachine as EventMachine
from .presets import CMOS_7NM as CMOS_7NM
from .presets import CMOS_45NM as CMOS_45NM
from .presets import LOIHI as LOIHI
from .presets import SPINNAKER as SPINNAKER
from .presets import TEACHING as TEACHING
from .presets import TEACHING_CLOCKED as TEACHING_CLOCKED
from .presets import TRUENORTH as TRUENORTH
from .presets import TRUENORTH_SWEEP as TRUENORTH_SWEEP
from .presets import cmos as cmos
from .prices import Condition as Condition
from .prices import Figure as Figure
from .prices import Price as Price
from .prices import PriceList as PriceList
from .prices import conversion as conversion

__all__ = [
    "CMOS_7NM",
    "CMOS_45NM",
    "LOIHI",
    "SPINNAKER",
    "TEACHING",
    "TEACHING_CLOCKED",
    "TRUENORTH",
    "TRUENORTH_SWEEP",
    "Bill",
    "ClockedMachine",
    "Comparison",
    "Condition",
    "EventMachine",
    "Figure",
    "Ledger",
    "MissingPrice",
    "Price",
    "PriceList",
    "Row",
    "UnlikeBills",
    "capacitor_noise",
    "cmos",
    "compare",
    "conversion",
    "crossover",
    "landauer",
    "landauer_prices",
]


def __dir__() -> list[str]:
    """List the names of this room alone, for tab completion."""
    return sorted(__all__)
