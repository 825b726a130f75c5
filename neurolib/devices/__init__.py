"""Devices, one model a file: matter that remembers what passed through it."""

from .hp import HPMemristor
from .rram import RRAM
from .vteam import VTEAM
from .yakopcic import Yakopcic

__all__ = ["RRAM", "VTEAM", "HPMemristor", "Yakopcic"]
