"""Plasticity, one rule a file: how a synapse changes with what it sees of the spikes or the rates on its two sides."""

from .bcm import BCM
from .hebb import Hebb
from .oja import Oja
from .stdp import STDP
from .triplet import TripletSTDP

__all__ = ["BCM", "STDP", "Hebb", "Oja", "TripletSTDP"]
