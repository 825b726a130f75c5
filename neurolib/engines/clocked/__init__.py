"""The clocked engine: it advances the whole network by one time step after another.

=====================  ================================================================
:mod:`.clocked`        the engine: what it can run, and which of the two ways below it takes
:mod:`.numpy_steps`    a step on arrays, without Numba
:mod:`.numba_steps`    the same step compiled, one neuron after another
:mod:`.integrators`    Euler's method and those of Runge and Kutta, and a single neuron
:mod:`.conductances`   the closed step of a linear neuron under conductances
:mod:`.every_tick`     the cost of a clock that wakes every neuron at every tick
=====================  ================================================================
"""

from .clocked import Clocked

__all__ = ["Clocked"]
