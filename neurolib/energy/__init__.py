"""Count, then price: ledgers of what a run did, price lists with their sources, and bills that can be compared, or must not be."""

from .analog import cell_read as cell_read
from .analog import conversion as conversion
from .bill import Bill as Bill
from .bill import MissingPrice as MissingPrice
from .bill import Row as Row
from .comparison import Comparison as Comparison
from .comparison import UnlikeBills as UnlikeBills
from .comparison import compare as compare
from .comparison import crossover as crossover
from .ledger import Ledger as Ledger
from .machines import ClockedMachine as ClockedMachine
from .machines import EventMachine as EventMachine
from .presets import CMOS_45NM as CMOS_45NM
from .presets import LOIHI as LOIHI
from .presets import SPINNAKER as SPINNAKER
from .presets import TEACHING as TEACHING
from .presets import TEACHING_CLOCKED as TEACHING_CLOCKED
from .presets import TRUENORTH as TRUENORTH
from .presets import TRUENORTH_SWEEP as TRUENORTH_SWEEP
from .prices import Figure as Figure
from .prices import Price as Price
from .prices import PriceList as PriceList
