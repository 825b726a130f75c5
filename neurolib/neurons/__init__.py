"""Neurons, one model per file: LIF and AdEx."""

from .adex import AdEx
from .lif import LIF

__all__ = ["LIF", "AdEx"]
