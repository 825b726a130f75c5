"""Memristive devices, one model per file: their conductance depends on the voltages and pulses that
they had before.
"""

from .expstep import ExpStep
from .hp import HPMemristor
from .overlap import OverlapSTDP
from .pcm import PCM
from .rram import RRAM
from .softbounds import SoftBounds
from .vteam import VTEAM
from .yakopcic import Yakopcic

__all__ = [
    "PCM",
    "RRAM",
    "VTEAM",
    "ExpStep",
    "HPMemristor",
    "OverlapSTDP",
    "SoftBounds",
    "Yakopcic",
]
