"""What generators of noise refuse, each with a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ..model import ParameterError, Quantity

MOST = 1e8
FREQUENCY = Quantity("Hz", "frequency", 1e-15, 1e15, (1.0, 1000.0))
AMPLITUDE = Quantity("", "amplitude", -1e30, 1e30, (0.1, 2.0))
COUNT = Quantity("", "number of samples", 1.0, MOST, (2.0, 1e6))


def generator(rng: Any, verb: str) -> np.random.Generator:
    """Return ``rng``, a NumPy random generator."""
    if isinstance(rng, np.random.Generator):
        return rng
    raise ParameterError(f"{verb}'s rng is {rng!r:.60}; expected a NumPy random generator, as in np.random.default_rng(1).")


def samples(n: Any, verb: str, meaning: str = COUNT.meaning) -> int:
    """Return ``n``, a whole number of samples, or of what else there may be 1 or more."""
    name = f"{verb}'s {'n' if meaning == COUNT.meaning else 'shape'}"
    return replace(COUNT, meaning=meaning).whole(n, name)


def frequency(value: Any, name: str) -> float:
    """Return ``value``, a frequency in Hz."""
    return FREQUENCY.number(value, name)
