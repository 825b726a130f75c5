"""Imperfection as a function: flicker noise, telegraph noise, rounding by chance, and the information that noise lets through."""

from .flicker import Flicker, flicker, flicker_psd
from .resonance import averaged_variance, best_noise, information
from .rounding import stochastic_round
from .telegraph import telegraph, telegraph_psd

__all__ = [
    "Flicker",
    "averaged_variance",
    "best_noise",
    "flicker",
    "flicker_psd",
    "information",
    "stochastic_round",
    "telegraph",
    "telegraph_psd",
]
