# The public names of neurolib, written once: editors and type checkers read this file, and
# __init__.py reads it at run time. The names of models stand in the __all__ of their folders.

from . import codes as codes
from . import energy as energy
from . import noise as noise
from . import plot as plot
from . import style as style
from . import trains as trains
from . import units as units
from .analysis import f_i_curve as f_i_curve
from .analysis import simulate as simulate
from .applications.bills.nir import from_nir as from_nir
from .crossbar import Crossbar as Crossbar
from .devices import *
from .devices.continuous import Continuous as Continuous
from .devices.device import Device as Device
from .devices.device import kernel as kernel
from .devices.pulsed import Pulsed as Pulsed
from .devices.pulsed import Weighted as Weighted
from .engines import Clocked as Clocked
from .engines import EventDriven as EventDriven
from .engines import Nest as Nest
from .model import Model as Model
from .model import ParameterError as ParameterError
from .model import Quantity as Quantity
from .model import param as param
from .network import Network as Network
from .neurons import *
from .neurons.neuron import Neuron as Neuron
from .plasticity import *
from .plasticity.timing import SpikeTiming as SpikeTiming
from .recording import load as load
from .replication import replicate as replicate
from .sweeping import sweep as sweep
from .widgets import Knob as Knob
from .widgets import View as View
from .widgets import explore as explore

__version__: str
