"""Neurons, one model per file: LIF, LIF with an adaptive threshold, and AdEx."""

from .adaptive import AdaptiveLIF
from .adex import AdEx
from .lif import LIF

__all__ = ["LIF", "AdEx", "AdaptiveLIF"]
