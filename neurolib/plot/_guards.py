"""Checks of the arguments of all drawings: axes to draw on, rows of numbers, runs and labels."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import numpy as np
from matplotlib.axes import Axes

from ..model import ParameterError, Quantity, expect
from ..recording import Run
from ..units import s

DRAWN = Quantity("", "numbers to be drawn", -1e30, 1e30)
RATE = Quantity("Hz", "rates", 0.0, 1e12)
LENGTH = Quantity("s", "length of time", 1e-12 * s, 1e12 * s, (0.1 * s, 10 * s))
ANGLE = Quantity("rad", "directions", -1e6, 1e6)
SHARE = Quantity("", "share", 0.0, 1.0)
POWER = Quantity("mW", "powers", 0.0, 1e12)
ACTIVITY = Quantity("Hz", "mean rates above 0", 1e-12, 1e15)
RUN = "a run of one neuron, as in simulate(LIF(), 300*pA, 100*ms)"
Draw = TypeVar("Draw", bound=Callable[..., Any])


def drawing(draw: Draw) -> Draw:
    """Return the drawing with a look at what it is to draw on."""

    @wraps(draw)
    def checked(ax: Axes, *given: Any, **named: Any) -> Any:
        expect(
            ax,
            Axes,
            f"{draw.__name__}'s ax",
            "the axes of a figure, as in fig, ax = plt.subplots()",
        )
        return draw(ax, *given, **named)

    return checked  # type: ignore[return-value]


def row(quantity: Quantity, values: Any, name: str, n: int | None = None) -> np.ndarray:
    """Return a row of numbers, of length ``n`` if one is given, or refuse it."""
    row = quantity.array(values, name)
    if row.ndim != 1 or n not in (None, len(row)):
        expected = "a row of numbers" if n is None else f"{n} numbers, as there are beside them"
        raise ParameterError(f"{name} has shape {row.shape}; expected {expected}.")
    return row


def labels(labels: Any, n: int, name: str) -> list[str]:
    """Return a text for each of ``n``, or none at all, or refuse them."""
    if (
        isinstance(labels, (list, tuple))
        and len(labels) in (0, n)
        and all(isinstance(label, str) for label in labels)
    ):
        return list(labels)
    raise ParameterError(
        f"{name} is {labels!r:.60}; expected a list of {n} texts, one for each, or none."
    )


def of_two(run: Any, name: str) -> Run:
    """Return a run of a neuron with the states V and w, or refuse it."""
    if {"V", "w"} <= set(expect(run, Run, name, RUN).states):
        return run
    neuron = type(run.model).__name__
    raise ParameterError(
        f"{name} is one of {neuron}, which has no w; expected one of a neuron that "
        f"adapts, as in simulate(AdEx(), …)."
    )


def watts(values: Any, name: str, n: int) -> np.ndarray:
    """Return ``n`` powers, from one or from as many, or refuse them."""
    return (
        np.full(n, POWER.number(values, name))
        if np.ndim(values) == 0
        else row(POWER, values, name, n)
    )
