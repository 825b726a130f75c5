"""What pulsed devices share: the spread of a pulse from cycle to cycle."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..model import ParameterError


def varied(c2c: float, shape: tuple[int, ...], rng: Any, verb: str) -> Any:
    """Return 1, or a draw per device and pulse with mean 1 and standard deviation ``c2c``."""
    if c2c == 0:
        return 1.0
    if not isinstance(rng, np.random.Generator):
        raise ParameterError(
            f"{verb}'s rng is {rng!r:.60}, but pulses vary by {100 * c2c:g} % from cycle to cycle; type rng=np.random.default_rng(1)."
        )
    return 1 + c2c * rng.standard_normal(shape)
