r"""The base of devices under a voltage: flow and current, the integration of the state through
time, and the run that it returns.

The speed of a state may change by many decades within a volt: a filament closes in a nanosecond, or
not within a year. A time step is therefore divided into sub-steps of the classical Runge–Kutta
method of order 4, so short that in each

.. math::

    |\Delta x| \le s / 50, \qquad h \, |\partial \dot x / \partial x| \le 1 \tag{1}

where s is the model's scale. The state is clamped into its bounds after each stage, so that a flow
is never asked about a state that does not exist; at a bound, a flow that points outward is none.
Where a model's flow stops at a field (``stops``), a sub-step that would reach it ends there. The
energy is integrated along, by Simpson's rule.

If the voltage changes so slowly that the state follows it from stop to stop, no number of sub-steps
is enough. Such a step is integrated again with a voltage that changes in stairs, each of which is
held until the state is at rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, ClassVar

import numpy as np

from ..model import ParameterError, Quantity, expect, over_time
from ..units import show
from .device import VOLTAGE, Device

Progress = Callable[[float, float], Any]
# (x, v at start, middle, end, dt) → (x after dt, joules)
Stepper = Callable[[Any, Any, Any, Any, float], tuple[Any, Any]]

STEP = Quantity("s", "time step", 1e-18, 1e9)
DURATION = Quantity("s", "length of the run", 1e-18, 1e12)
PERIODS = Quantity("", "periods in the run", 1, 1e9)
MOST_STEPS = 5e6
OFTEN = 0.1  # s between two calls of ``progress``
ROUNDING = 1e-9  # of a bound: no excess
LARGEST = 1 / 50  # of the scale, in a sub-step
GUESS = 0.8  # of that by the slope at the start: a flow that speeds up does not pass it then
MOST = 20_000  # sub-steps in a step, including those that were tried and found too long
SMOOTH = 1000  # sub-steps before the voltage is replaced by stairs
STAIRS = 64
# of the scale: how far a state may move in a sub-step in which its flow starts or stops
COARSE = 1e-3


@dataclass(frozen=True, repr=False, eq=False)
class DeviceRun:
    """A device under a voltage: ``t`` in s, ``v`` in V, ``i`` in A, the state ``x`` (also by its
    own name), ``G`` in S, ``E`` in J.

    All have one value more than there were steps, the first before the run; for an array of devices
    the first axis is time. ``E`` is the energy taken up so far, ∫ v i dt; ``energy`` that of the
    whole run. ``other`` are the parameters in which the devices of an array differ.
    """

    device: Continuous
    dt: float
    t: np.ndarray
    v: np.ndarray
    x: np.ndarray
    E: np.ndarray
    other: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def i(self) -> np.ndarray:
        """Current through the device at each time, A."""
        return np.asarray(self._device.current(self.x, self.v, **self.other))

    @cached_property
    def G(self) -> np.ndarray:
        """Conductance in each state, read at the device's reading voltage, S."""
        return np.asarray(self._device.conductance(self.x, **self.other))

    @property
    def _device(self) -> Any:
        return self.device

    @property
    def energy(self) -> Any:
        """Energy that the run took, J; an array for an array of devices."""
        return self.E[-1] if self.E.ndim > 1 else float(self.E[-1])

    def lobe_area(self, periods: int = 1) -> Any:
        """Return the area in V A of the loop in the quadrant v > 0, for a run of some whole
        ``periods``, their mean.
        """
        v = np.maximum(self.v, 0.0)
        middle = (self.i[1:] + self.i[:-1]) / 2
        return np.abs((middle * np.diff(v, axis=0)).sum(axis=0)) / PERIODS.whole(
            periods, "lobe_area's periods"
        )

    def __getattr__(self, name: str) -> Any:
        device: Any = self.__dict__.get("device")
        if device is not None and name in device.state:
            return self.x
        raise AttributeError(
            f"This run of {type(device).__name__} has no {name}; it has t, v, i, x, G, "
            f"E, {', '.join(device.state)}."
        )

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._device.state]

    def __repr__(self) -> str:
        many = f"{int(np.prod(self.x.shape[1:]))} × " if self.x.ndim > 1 else ""
        took = show(float(np.sum(self.energy)), "J")
        return (
            f"Run of {many}{type(self.device).__name__}: {show(float(self.t[-1]), 's')} in "
            f"steps of {show(self.dt, 's')}, {took}"
        )


class Continuous(Device):
    """A device under a voltage: ``current(x, v)`` in A, and ``flow(x, v)``, the rate of change of
    the state per second.
    """

    flow: ClassVar[Callable[..., Any]]
    current: ClassVar[Callable[..., Any]]
    ends: ClassVar[tuple[str, ...]] = ()  # parameters that are the bounds of the state

    @property
    def scale(self) -> float:
        """A change of state that changes the device much: sub-steps are kept to a fiftieth of
        it.
        """
        return self.bounds[1] - self.bounds[0]

    def conductance(self, x: Any, v: float | None = None, **other: Any) -> Any:
        """Return i/v in S, read at the terminals with a voltage ``v`` other than 0 (``V_read`` if
        none is given).

        Raises :class:`ParameterError` for 0 V, and for a state or a voltage out of range.
        """
        name = f"{type(self).__name__}.conductance's"
        x, v = (
            self._possible("state").within(x, f"{name} x"),
            self.V_read if v is None else VOLTAGE.within(v, f"{name} v"),
        )
        if not np.all(v):
            raise ParameterError(
                f"{type(self).__name__}.conductance's v (voltage) is 0 V, at which no "
                f"current tells of a conductance; "
                f"leave v out to read with {show(self.V_read, 'V')}."
            )
        return self.fill(type(self).current)(x, v, **other) / v

    def called(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a kernel as it is called on this device; one of the state and the voltage, as
        ``flow``, checks these first.
        """
        filled, names = self.fill(function), (*self.state, "v")
        if function.__code__.co_varnames[: len(names)] != names:
            return filled
        verb = f"{type(self).__name__}.{function.__name__}'s"
        known = dict(zip(names, (self._possible("state"), VOLTAGE), strict=True))

        def checked(*given: Any, **other: Any) -> Any:
            seen = [
                known[name].within(value, f"{verb} {name}")
                for name, value in zip(names, given, strict=False)
            ]
            return filled(
                *seen,
                *given[2:],
                **{
                    k: known[k].within(x, f"{verb} {k}") if k in known else x
                    for k, x in other.items()
                },
            )

        return checked

    def _possible(self, meaning: str) -> Quantity:
        low, high = self.bounds
        return Quantity(self.unit, meaning, low - ROUNDING * abs(low), high * (1 + ROUNDING))

    def stepper(self, **other: Any) -> Stepper:
        """Return the function that takes the state through one step; a model with a closed form
        gives its own.
        """
        flow, current = (
            partial(self.fill(kernel), **other) for kernel in (type(self).flow, type(self).current)
        )
        return runge_kutta(flow, current, self.bounds, self.scale)

    def simulate(
        self,
        v: Any,
        dt: float,
        duration: float | None = None,
        x0: Any = None,
        progress: Progress | None = None,
        **other: Any,
    ) -> DeviceRun:
        """Run the device, or an array of devices, under a voltage.

        Any step is safe: where the state would move far in one, it is cut into sub-steps. The
        method has order 4 in ``dt`` for a smooth function, and is exact in time for a voltage that
        is held. Used in chapter 4.

        Parameters
        ----------
        v : float, array of shape (n,) or callable
            Voltage, V. Each value of an array is held for a step; with n + 1 values, the last one
            is at the end. A function of t (s) is read at the start, in the middle and at the end of
            each step. For an array of devices, an array may have their shape behind its first axis.
        dt : float
            Length of a step, s.
        duration : float, default None
            Length of the run, s; needed unless ``v`` is an array.
        x0 : float or array, default None
            State at the start, in the unit of the device; an array for an array of devices.
            ``None`` is the state of rest.
        progress : callable, default None
            Called now and then with the seconds that have passed and those of the whole run.
        **other : array
            Parameters in which the devices of an array differ, as in ``R_on=100 * spread``.

        Returns
        -------
        DeviceRun
            Times, states, voltages, currents and energy.

        Raises
        ------
        ParameterError
            For values out of range, NaN, arrays of the wrong shape, and a step that would need more
            than 20,000 sub-steps.
        """
        verb = f"{type(self).__name__}.simulate"
        dt = STEP.number(dt, f"{verb}'s dt")
        low, high = self.bounds
        other = self._differing(other, verb)
        x = np.clip(
            self._possible("state at the start").array(
                self.rest() if x0 is None else x0, f"{verb}'s x0"
            ),
            low,
            high,
        )
        x = np.array(np.broadcast_to(x, _shape(x, other, verb)))
        start, middle, end = _voltages(v, dt, duration, x.shape, verb)
        if progress is not None:
            expect(
                progress,
                Callable,
                f"{verb}'s progress",
                "a function of two times, as in progress=print",
            )
        states, energy = trajectory(
            self.stepper(**other), x, start, middle, end, dt, verb, progress
        )
        shown = np.concatenate([start, end[-1:]])
        return DeviceRun(self, dt, np.arange(len(states)) * dt, shown, states, energy, other)

    def _differing(self, other: dict[str, Any], verb: str) -> dict[str, np.ndarray]:
        """Return parameters that differ from device to device, each in its range."""
        known = self.quantities()
        for name in other:
            if name not in known or name in self.ends:
                may = ", ".join(one for one in known if one not in self.ends)
                raise ParameterError(
                    f"{verb} was given {name}; the devices of an array may differ in {may}."
                )
        return {name: known[name].array(value, f"{verb}'s {name}") for name, value in other.items()}


class TooStiff(Exception):
    """A step would need more sub-steps than are allowed."""


def clamp(x: Any, low: float, high: float) -> Any:
    """Return ``x`` (number or array) within its bounds."""
    return min(max(x, low), high) if isinstance(x, float) else np.clip(x, low, high)


def runge_kutta(
    flow: Callable[..., Any],
    current: Callable[..., Any],
    bounds: tuple[float, float],
    scale: float,
    stops: bool = False,
) -> Stepper:
    """Return the step of a device whose state changes by ``flow`` within its ``bounds``."""
    integrate = _integrator(flow, current, bounds, scale, stops)

    def step(x: Any, start: Any, middle: Any, end: Any, dt: float) -> tuple[Any, Any]:
        if not (_any(start != middle) or _any(start != end)):
            return integrate(x, start, middle, end, dt, MOST)
        try:
            return integrate(x, start, middle, end, dt, SMOOTH)
        except TooStiff:
            a, b, energy = middle - start, end - start, 0.0 * x
            for s in (np.arange(STAIRS) + 0.5) / STAIRS:
                v = start + float(s) * (4 * a - b) + float(s * s) * (2 * b - 4 * a)
                x, joules = integrate(x, v, v, v, dt / STAIRS, MOST // STAIRS)
                energy = energy + joules
            return x, energy

    return step


def _integrator(
    flow: Callable[..., Any],
    current: Callable[..., Any],
    bounds: tuple[float, float],
    scale: float,
    stops: bool,
) -> Callable[..., Any]:
    """Return the function that integrates one step in sub-steps, at most ``budget`` of them."""
    low, high = bounds
    most, stages, too_long, resting = LARGEST * scale, *_sub_step(flow, bounds, scale, stops)

    def inward(x: Any, f: Any) -> Any:
        return f * ((x < high) | (f < 0)) * ((x > low) | (f > 0))

    def integrate(
        x: Any, start: Any, middle: Any, end: Any, dt: float, budget: int
    ) -> tuple[Any, Any]:
        a, b = middle - start, end - start
        s, energy = 0.0, 0.0 * x  # s is the share of dt that has passed
        v, k1 = start, flow(x, start)
        h = _first(GUESS * most, inward(x, k1), dt)
        for _ in range(budget):
            h = min(h, 1 - s)
            m, e = s + h / 2, s + h
            vm = start + m * (4 * a - b) + m * m * (2 * b - 4 * a)
            w = start + e * (4 * a - b) + e * e * (2 * b - 4 * a)
            y, between, k2, k3 = stages(x, v, vm, w, h * dt, k1)
            target, rests = resting(x, w, h * dt) if stops else (y, False)
            y, between = _choose(rests, target, y), _choose(rests, target, between)
            if too_long(x, y, w, h * dt, k1, k2, k3, rests):
                h /= 2
                continue
            energy = energy + h * dt / 6 * (
                v * current(x, v) + 4 * vm * current(between, vm) + w * current(y, w)
            )
            x, s, v = y, e, w
            if s >= 1:
                return x, energy
            k1 = flow(x, v)
            h = min(2 * h, _first(GUESS * most, inward(x, k1), dt))
        raise TooStiff

    return integrate


def _sub_step(
    flow: Callable[..., Any], bounds: tuple[float, float], scale: float, stops: bool
) -> tuple[Callable[..., Any], ...]:
    """Return three functions: the four stages of a sub-step, whether it was too long, and where a
    state comes to rest in it.
    """
    low, high = bounds
    most, coarse, tiny = LARGEST * scale, COARSE * scale, 1e-12 * scale

    def stages(x: Any, v: Any, vm: Any, w: Any, h: float, k1: Any) -> tuple[Any, ...]:
        k2 = flow(clamp(x + h / 2 * k1, low, high), vm)
        k3 = flow(middle := clamp(x + h / 2 * k2, low, high), vm)
        k4 = flow(clamp(x + h * k3, low, high), w)
        return clamp(x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4), low, high), middle, k2, k3

    def too_long(x: Any, y: Any, w: Any, h: float, k1: Any, k2: Any, k3: Any, rests: Any) -> bool:
        jumps = (abs(y - x) > most) | (h * abs(k3 - k2) > h * abs(k2 - k1) / 2 + tiny)  # (1)
        if stops:
            jumps = jumps | ((flow(y, w) == 0) & (abs(y - x) > coarse) & (y > low) & (y < high))
        return _any(jumps & (rests == 0))

    def resting(x: Any, w: Any, h: float) -> tuple[Any, Any]:
        """Return where a state comes to rest under w if it gets there in time h and is near, and
        whether it does.
        """
        f = flow(x, w)
        before, beyond = x, clamp(x + most * np.sign(f), low, high)
        near = (f != 0) & (flow(beyond, w) == 0)
        for _ in range(16 if _any(near) else 0):
            middle = (before + beyond) / 2
            stopped = flow(middle, w) == 0
            before, beyond = _choose(stopped, before, middle), _choose(stopped, middle, beyond)
        return beyond, near & (abs(f) * h > abs(beyond - x))

    return stages, too_long, resting


def trajectory(
    step: Stepper,
    x: np.ndarray,
    start: np.ndarray,
    middle: np.ndarray,
    end: np.ndarray,
    dt: float,
    verb: str,
    progress: Progress | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the states and the energy taken so far, from before the first step to after the
    last.
    """
    n = len(start)
    states, energy = np.empty((n + 1, *x.shape)), np.zeros((n + 1, *x.shape))
    states[0] = x
    one = x.ndim == 0
    y: Any = float(x) if one else x
    drives = zip(*(v.ravel().tolist() if one else v for v in (start, middle, end)), strict=True)
    due = time.perf_counter() + OFTEN
    try:
        for k, (v, vm, w) in enumerate(drives):
            y, joules = step(y, v, vm, w, dt)
            states[k + 1], energy[k + 1] = y, joules
            if progress is not None and (now := time.perf_counter()) >= due:
                progress((k + 1) * dt, n * dt)
                due = now + OFTEN
    except TooStiff:
        raise ParameterError(
            f"{verb}'s dt (time step) is {show(dt, 's')}, in which this device moves so "
            f"fast and then so little that {MOST:,} "
            f"sub-steps do not reach its end; type a shorter one, as in dt={dt / 1000:.3g}."
        ) from None
    return states, np.cumsum(energy, axis=0)


def _shape(x: np.ndarray, other: dict[str, np.ndarray], verb: str) -> tuple[int, ...]:
    """Return the shape of an array of devices, whose states and parameters broadcast together."""
    try:
        return np.broadcast_shapes(x.shape, *(value.shape for value in other.values()))
    except ValueError:
        given = ", ".join(f"{name} {value.shape}" for name, value in ({"x0": x} | other).items())
        raise ParameterError(
            f"{verb} was given arrays of unequal shapes: {given}; expected one value "
            f"for each device."
        ) from None


def _voltages(
    v: Any, dt: float, duration: float | None, shape: tuple[int, ...], verb: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the voltage at the start, in the middle and at the end of each step."""
    if not callable(v) and (isinstance(v, (list, tuple)) or np.ndim(v) > 0):
        values = VOLTAGE.array(v, f"{verb}'s v")
        steps = len(values) if duration is None else _steps(duration, dt, verb)
        if len(values) not in (steps, steps + 1) or values.shape[1:] not in ((), shape):
            raise ParameterError(
                f"{verb}'s v (voltage) has shape {values.shape}; expected {steps} "
                f"values, one for each step of {show(dt, 's')}"
                f"{f', or shape {(steps, *shape)}' if shape else ''}."
            )
        values = values.reshape(values.shape + (1,) * (len(shape) + 1 - values.ndim))
        levels = values[:steps]
        return (
            levels,
            levels,
            np.concatenate([levels[:-1], values[-1:]]) if len(values) > steps else levels,
        )
    if duration is None:
        raise ParameterError(
            f"{verb}'s v is {'a function' if callable(v) else 'one number'}: for how "
            f"long? Type duration=…, in seconds."
        )
    steps = _steps(duration, dt, verb)
    t = np.arange(2 * steps + 1) * (dt / 2)
    values = (
        _read(v, t, verb) if callable(v) else np.full(t.shape, VOLTAGE.number(v, f"{verb}'s v"))
    )
    values = values.reshape((-1,) + (1,) * len(shape))
    return values[:-1:2], values[1::2], values[2::2]


def _read(v: Callable[[Any], Any], t: np.ndarray, verb: str) -> np.ndarray:
    return VOLTAGE.array(over_time(v, t, f"{verb}'s v"), f"{verb}'s v(t)")


def _steps(duration: Any, dt: float, verb: str) -> int:
    duration = DURATION.number(duration, f"{verb}'s duration")
    steps = round(duration / dt) if duration / dt < 1e15 else int(1e15)
    if not steps:
        longer = f"{verb}'s dt is {show(dt, 's')}, longer than its duration, {show(duration, 's')}"
        raise ParameterError(
            f"{longer}. Are they swapped? The order is v, dt, duration; type "
            f"dt={duration:g}, duration={dt:g}."
        )
    if steps > MOST_STEPS:
        raise ParameterError(
            f"{verb} would take {duration / dt:.3g} steps of {show(dt, 's')}; expected "
            f"1 to {MOST_STEPS:.0g}. "
            f"Type another dt, as in dt={duration / 2000:.3g}."
        )
    return steps


def _first(most: float, k: Any, dt: float) -> float:
    """Return the share of ``dt`` in which the fastest state moves by ``most``."""
    return min(1.0, most / max(_largest(k) * dt, 1e-300))


def _any(condition: Any) -> bool:
    return bool(condition.any()) if isinstance(condition, np.ndarray) else bool(condition)


def _choose(condition: Any, one: Any, other: Any) -> Any:
    """Return ``one`` where a condition (truth value or array) holds, else ``other``."""
    return (
        np.where(condition, one, other)
        if isinstance(condition, np.ndarray)
        else (one if condition else other)
    )


def _largest(k: Any) -> float:
    return float(np.abs(k).max()) if isinstance(k, np.ndarray) else abs(float(k))
