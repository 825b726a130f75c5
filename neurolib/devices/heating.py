"""How a phase-change cell gets through a step of time: its heat follows the voltage at once."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .stepping import Stepper, TooStiff

Kernel = Callable[..., Any]
SHARE = 1 / 8  # of the growth bell's width: the largest change of temperature in a sub-step
MOST = 20_000


def thermal_step(rate: Kernel, leap: Kernel, melted: Kernel, current: Kernel, temperature: Kernel, R_dyn: float, sigma_T: float) -> Stepper:
    """Return the step of a cell that grows by ``leap`` over the time integral of ``rate`` and melts where it is hot enough.

    Under a voltage that is held it is exact. One that changes is cut so finely that no part of the bell is stepped over; the
    growth in a part is integrated by Simpson's rule, and what an edge melts, the rest of the edge may grow again.
    """

    def step(f: Any, start: Any, middle: Any, end: Any, dt: float) -> tuple[Any, Any]:
        a, b = middle - start, end - start
        heat = [temperature(v / R_dyn) for v in (start, middle, end)]
        parts = max(1, math.ceil(float(np.max(np.ptp(heat, axis=0))) / (SHARE * sigma_T)))
        if parts > MOST:
            raise TooStiff
        h, energy = dt / parts, 0.0 * f
        for k in range(parts):
            v, vm, w = (start + s * (4 * a - b) + s * s * (2 * b - 4 * a) for s in (k / parts, (k + 0.5) / parts, (k + 1) / parts))
            f = np.minimum(f, 1 - melted(np.maximum(np.abs(v), np.abs(w)) / R_dyn))
            growth = h / 6 * (rate(v) + 4 * rate(vm) + rate(w))
            between, y = leap(f, growth / 2), leap(f, growth)
            energy = energy + h / 6 * (v * current(f, v) + 4 * vm * current(between, vm) + w * current(y, w))
            f = y
        return (float(f) if np.ndim(f) == 0 else f), energy

    return step
