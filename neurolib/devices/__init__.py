"""Devices, one model a file: matter that remembers what passed through it."""

from .hp import HPMemristor
from .pcm import PCM
from .rram import RRAM
from .vteam import VTEAM
from .yakopcic import Yakopcic

__all__ = ["PCM", "RRAM", "VTEAM", "HPMemristor", "Yakopcic"]
