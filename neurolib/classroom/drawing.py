"""A curve that is drawn from a student's function for the page of a class (:mod:`.reports.page`).

What to draw stands beside the solutions, in ``solutions/curves/SET.py``, which no edition holds.
The file begins with its imports. Each of its cells begins with the number of a problem and ends
with a call of :func:`curve`::

    # %% 2.1
    # figure: 2.4
    I = np.linspace(0, 600e-12, 121)
    rates = call(lif_rate, I, 200e-12, 10e-9, -70e-3, -50e-3, -60e-3, 2e-3)
    curve(I / 1e-12, rates, "current (pA)", "firing rate (Hz)")

The code runs where tests run, in a process that holds no code of a student's. The student's
function runs in the sandbox, and its results arrive as plain numbers. The line with ``figure``
names the figure of the chapter to which the page refers. Without this line, the page chooses a
figure by its caption.
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from ..hints import complaint
from .checking import arrays

MOST = 241  # points of a curve
DIGITS = 7  # of a number


def curve(x: Any, y: Any, across: str, up: str, log: str = "") -> None:
    """Print a curve as one line of JSON, in which values that are not finite are null.

    Parameters
    ----------
    x : values on the horizontal axis, 2 to 241 of them, finite and not all equal, and positive on
        a logarithmic axis; they come from the teacher
    y : one value for each of them, from the student's function
    across, up : labels of the axes, with units
    log : the axes on which the scale is logarithmic: ``"x"``, ``"y"``, ``"xy"`` or none

    Raises
    ------
    ValueError
        If ``x`` or ``log`` cannot be drawn; the command names the file and the problem.
    AssertionError
        If ``y`` is not an array of as many numbers as ``x``.
    """
    places = np.asarray(x, dtype=float)
    if places.ndim != 1 or not 2 <= places.size <= MOST:
        raise ValueError(f"curve's x has the shape {places.shape}; expected 2 to {MOST} values.")
    if log not in ("", "x", "y", "xy"):
        raise ValueError(f"curve's log is {log!r:.40}; expected 'x', 'y', 'xy' or ''.")
    drawn = np.array(_plain(places), dtype=float)  # with the digits that are printed
    if not np.isfinite(drawn).all():
        raise ValueError(
            f"curve's x contains {places[~np.isfinite(drawn)][0]:g}; expected finite values."
        )
    if drawn.min() == drawn.max():
        raise ValueError(
            f"curve's x has {drawn.size} values that all are {drawn[0]:g}; expected at least two "
            f"different ones."
        )
    if "x" in log and drawn.min() <= 0:
        raise ValueError(
            f"curve's x contains {drawn.min():g}; expected positive values on a logarithmic axis."
        )
    values = arrays(y, "the curve")
    if values.size != places.size:
        raise complaint(f"The curve has {values.size} values; expected {places.size}.")
    told = {"x": _plain(places), "y": _plain(values), "across": across, "up": up, "log": log}
    print(json.dumps(told))


def _plain(values: np.ndarray) -> list[float | None]:
    return [
        float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
        for value in map(float, values)
    ]
