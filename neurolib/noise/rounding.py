r"""Rounding by chance: up or down, with probabilities that keep the mean.

.. math::

    Q(x) = \Delta \left\lfloor \frac{x}{\Delta} + U \right\rfloor, \quad U \in [0, 1) \;\Rightarrow\; \langle Q(x) \rangle = x \tag{1}

The variance is :math:`\Delta^2\, r (1 - r)`, r the part of x/Δ behind the point. What is on the grid stays. Source: M. Hoehfeld
and S. E. Fahlman, IEEE Transactions on Neural Networks 3:602 (1992), doi:10.1109/72.143374. Used in chapter 5.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..model import ParameterError, Quantity
from ._guards import generator

VALUE = Quantity("", "value to be rounded", -1e15, 1e15, (-1.0, 1.0))
STEP = Quantity("", "step of the grid", 1e-300, 1e15, (0.01, 0.1))


def stochastic_round(x: Any, lsb: float, rng: np.random.Generator) -> Any:
    """Return ``x`` (number or array) on a grid of step ``lsb``, each value rounded with a draw of its own: equation (1)."""
    values = VALUE.array(x, "stochastic_round's x")
    lsb, rng = STEP.number(lsb, "stochastic_round's lsb"), generator(rng, "stochastic_round")
    if values.size and np.abs(values).max() / lsb > 2**53:
        raise ParameterError(f"stochastic_round's lsb (step of the grid) is {lsb:g}, finer than the numbers it rounds; type a larger one.")
    rounded = by_chance(values, lsb, rng)
    return float(rounded) if rounded.ndim == 0 else rounded


def by_chance(x: np.ndarray, lsb: float, rng: np.random.Generator) -> np.ndarray:
    """Return ``stochastic_round`` of arguments that were checked, for loops."""
    return np.asarray(lsb * np.floor(x / lsb + rng.random(x.shape)))  # (1)
