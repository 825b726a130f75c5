r"""How a device gets through one step of time: Runge and Kutta, in as many sub-steps as the state's own pace asks for.

A filament can close in a nanosecond under the voltage that leaves it alone for a year a little lower. A step is therefore
walked in sub-steps of the classical method of order 4, so short that in each

.. math::

    |\Delta x| \le s / 50, \qquad h \, |\partial \dot x / \partial x| \le 1 \tag{1}

where s is the model's scale. The state is clamped into its bounds after each stage, so that a flow is never asked about a
state that does not exist; at a bound, a flow that points outward is none. Where a model's flow stops at a field (``stops``),
a sub-step that would reach it ends there. The energy is integrated along, by Simpson's rule.

Where a voltage changes so slowly beside the device that the state keeps up with it, stop by stop, no number of sub-steps is
enough. Such a step is walked again with the voltage as a staircase, held on each of its stairs until nothing moves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..model import ParameterError
from ..units import show

Stepper = Callable[[Any, Any, Any, Any, float], tuple[Any, Any]]  # (x, v at start, middle, end, dt) → (x after dt, joules)

LARGEST = 1 / 50  # of the scale, in a sub-step
MOST = 20_000  # sub-steps in a step, those that were tried and found too long among them
SMOOTH = 1000  # of them, before the voltage is made a staircase
STAIRS = 64
COARSE = 1e-3  # of the scale: how far a state may move in a sub-step in which the voltage lets it go


class TooStiff(Exception):
    """A step would need more sub-steps than anyone waits for."""


def clamp(x: Any, low: float, high: float) -> Any:
    """Return ``x`` (number or array) within its bounds."""
    return min(max(x, low), high) if isinstance(x, float) else np.clip(x, low, high)


def runge_kutta(
    flow: Callable[..., Any], current: Callable[..., Any], bounds: tuple[float, float], scale: float, stops: bool = False
) -> Stepper:
    """Return the step of a device whose state changes by ``flow`` within its ``bounds``."""
    low, high = bounds
    most, coarse, tiny = LARGEST * scale, COARSE * scale, 1e-12 * scale

    def inward(x: Any, f: Any) -> Any:
        return f * ((x < high) | (f < 0)) * ((x > low) | (f > 0))

    def four(x: Any, v: Any, vm: Any, w: Any, h: float, k1: Any) -> tuple[Any, ...]:
        k2 = flow(clamp(x + h / 2 * k1, low, high), vm)
        k3 = flow(middle := clamp(x + h / 2 * k2, low, high), vm)
        k4 = flow(clamp(x + h * k3, low, high), w)
        return clamp(x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4), low, high), middle, k2, k3

    def too_long(x: Any, y: Any, w: Any, h: float, k1: Any, k2: Any, k3: Any, rests: Any) -> bool:
        jumps = (abs(y - x) > 2 * most) | (h * abs(k3 - k2) > h * abs(k2 - k1) / 2 + tiny)  # (1)
        if stops:
            jumps = jumps | ((flow(y, w) == 0) & (abs(y - x) > coarse) & (y > low) & (y < high))
        return _any(jumps & (rests == 0))

    def resting(x: Any, w: Any, h: float) -> tuple[Any, Any]:
        """Return where a state comes to rest under w if it gets there in time h and is near, and whether it does."""
        f = flow(x, w)
        before, beyond = x, clamp(x + most * np.sign(f), low, high)
        rests = (f != 0) & (flow(beyond, w) == 0) & (abs(f) * h > abs(beyond - x))
        for _ in range(16 if _any(rests) else 0):
            middle = (before + beyond) / 2
            still = flow(middle, w) == 0
            before, beyond = _choose(still, before, middle), _choose(still, middle, beyond)
        return beyond, rests

    def walk(x: Any, start: Any, middle: Any, end: Any, dt: float, budget: int) -> tuple[Any, Any]:
        a, b = middle - start, end - start
        s, energy = 0.0, 0.0 * x  # s is the share of dt that has passed
        v, k1 = start, flow(x, start)
        h = _first(most, inward(x, k1), dt)
        for _ in range(budget):
            h = min(h, 1 - s)
            m, e = s + h / 2, s + h
            vm = start + m * (4 * a - b) + m * m * (2 * b - 4 * a)
            w = start + e * (4 * a - b) + e * e * (2 * b - 4 * a)
            y, between, k2, k3 = four(x, v, vm, w, h * dt, k1)
            target, rests = resting(x, w, h * dt) if stops else (y, False)
            y, between = _choose(rests, target, y), _choose(rests, target, between)
            if too_long(x, y, w, h * dt, k1, k2, k3, rests):
                h /= 2
                continue
            energy = energy + h * dt / 6 * (v * current(x, v) + 4 * vm * current(between, vm) + w * current(y, w))
            x, s, v = y, e, w
            if s >= 1:
                return x, energy
            k1 = flow(x, v)
            h = min(2 * h, _first(most, inward(x, k1), dt))
        raise TooStiff

    def step(x: Any, start: Any, middle: Any, end: Any, dt: float) -> tuple[Any, Any]:
        if not (_any(start != middle) or _any(start != end)):
            return walk(x, start, middle, end, dt, MOST)
        try:
            return walk(x, start, middle, end, dt, SMOOTH)
        except TooStiff:
            a, b, energy = middle - start, end - start, 0.0 * x
            for s in (np.arange(STAIRS) + 0.5) / STAIRS:
                v = start + float(s) * (4 * a - b) + float(s * s) * (2 * b - 4 * a)
                x, joules = walk(x, v, v, v, dt / STAIRS, MOST // STAIRS)
                energy = energy + joules
            return x, energy

    return step


def trajectory(
    step: Stepper, x: np.ndarray, start: np.ndarray, middle: np.ndarray, end: np.ndarray, dt: float, verb: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return the states and the energy taken so far, from before the first step to after the last."""
    n = len(start)
    states, energy = np.empty((n + 1, *x.shape)), np.zeros((n + 1, *x.shape))
    states[0] = x
    one = x.ndim == 0
    y: Any = float(x) if one else x
    drives = zip(*(v.ravel().tolist() if one else v for v in (start, middle, end)), strict=True)
    try:
        for k, (v, vm, w) in enumerate(drives):
            y, joules = step(y, v, vm, w, dt)
            states[k + 1], energy[k + 1] = y, joules
    except TooStiff:
        raise ParameterError(
            f"{verb}'s dt (time step) is {show(dt, 's')}, in which this device moves so fast and then so little that {MOST:,} "
            f"sub-steps do not reach its end; type a shorter one, as in dt={dt / 1000:.3g}."
        ) from None
    return states, np.cumsum(energy, axis=0)


def _first(most: float, k: Any, dt: float) -> float:
    """Return the share of ``dt`` in which the fastest state moves by ``most``."""
    return min(1.0, most / max(_largest(k) * dt, 1e-300))


def _any(condition: Any) -> bool:
    return bool(condition.any()) if isinstance(condition, np.ndarray) else bool(condition)


def _choose(condition: Any, one: Any, other: Any) -> Any:
    """Return ``one`` where a condition (truth value or array) holds, else ``other``."""
    return np.where(condition, one, other) if isinstance(condition, np.ndarray) else (one if condition else other)


def _largest(k: Any) -> float:
    return float(np.abs(k).max()) if isinstance(k, np.ndarray) else abs(float(k))
