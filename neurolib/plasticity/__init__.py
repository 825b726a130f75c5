"""Plasticity, one rule a file: how a synapse changes with what it sees of the spikes or the rates
on its two sides.
"""

from .bcm import BCM
from .hebb import Hebb
from .oja import Oja
from .reward import RewardSTDP
from .short_term import TsodyksMarkram
from .stdp import STDP
from .target import TargetTrace
from .triplet import TripletSTDP
from .vogels import Vogels

__all__ = [
    "BCM",
    "STDP",
    "Hebb",
    "Oja",
    "RewardSTDP",
    "TargetTrace",
    "TripletSTDP",
    "TsodyksMarkram",
    "Vogels",
]
