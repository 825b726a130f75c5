"""The clocked engine: it advances the whole network by one time step after another.

=======================  ================================================================
:mod:`.clocked`          the engine: what it can run, and which of the two ways below it takes
:mod:`.numpy_steps`      a step on arrays, in plain NumPy
:mod:`.numba_steps`      the same step compiled, a piece of many neurons at a time
:mod:`.integrators`      Euler's method and those of Runge and Kutta, and a single neuron
:mod:`.conductances`     the closed step of a linear neuron under conductances
:mod:`.adjacent_spikes`  what is said of a neuron that fires in two ticks running
=======================  ================================================================
"""

from .clocked import Clocked

__all__ = ["Clocked"]
