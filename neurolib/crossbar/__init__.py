"""A crossbar is a description: weights as conductances of real devices, read by Ohm and summed by
Kirchhoff, with all that is not ideal.

It knows no clock: a reading is told how long ago the array was written. Each imperfection has a
name, a switch and a stream of random numbers of its own, so that one seed is one chip.
"""

from .crossbar import Crossbar, quantise
from .synapses import SynapticArray
from .wires import Wires

__all__ = ["Crossbar", "SynapticArray", "Wires", "quantise"]
