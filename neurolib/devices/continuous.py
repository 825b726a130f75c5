"""Devices that a voltage changes as long as it lasts: their flow and current, and their run through time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

import numpy as np

from ..model import ParameterError, Quantity
from ..units import show
from . import stepping
from .device import VOLTAGE, Device
from .record import DeviceRun

STEP = Quantity("s", "time step", 1e-18, 1e9)
DURATION = Quantity("s", "length of the run", 1e-18, 1e12)
MOST_STEPS = 5e6
ROUNDING = 1e-9  # of a bound: no excess


class Continuous(Device):
    """A device under a voltage: ``current(x, v)`` in A, and ``flow(x, v)``, what the state changes by in a second."""

    flow: ClassVar[Callable[..., Any]]
    current: ClassVar[Callable[..., Any]]
    ends: ClassVar[tuple[str, ...]] = ()  # parameters that are the bounds of the state

    @property
    def scale(self) -> float:
        """A change of state that changes the device much: sub-steps are kept to a fiftieth of it."""
        return self.bounds[1] - self.bounds[0]

    def conductance(self, x: Any, v: float | None = None, **other: Any) -> Any:
        """Return i/v in S, read at the terminals with a voltage ``v`` other than 0 (``V_read`` if none is given)."""
        name = f"{type(self).__name__}.conductance's"
        x, v = self._possible("state").within(x, f"{name} x"), self.V_read if v is None else VOLTAGE.within(v, f"{name} v")
        if not np.all(v):
            raise ParameterError(
                f"{type(self).__name__}.conductance's v (voltage) is 0 V, at which no current tells of a conductance; "
                f"leave v out to read with {show(self.V_read, 'V')}."
            )
        return self.fill(type(self).current)(x, v, **other) / v

    def called(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a kernel as it is called on this device; ``flow`` and ``current`` check the state and the voltage first."""
        filled, names = self.fill(function), (*self.state, "v")
        if function.__name__ not in ("flow", "current"):
            return filled
        verb = f"{type(self).__name__}.{function.__name__}'s"
        known = dict(zip(names, (self._possible("state"), VOLTAGE), strict=True))

        def checked(*given: Any, **other: Any) -> Any:
            seen = [known[name].within(value, f"{verb} {name}") for name, value in zip(names, given, strict=False)]
            return filled(*seen, *given[2:], **{k: known[k].within(x, f"{verb} {k}") if k in known else x for k, x in other.items()})

        return checked

    def _possible(self, meaning: str) -> Quantity:
        low, high = self.bounds
        return Quantity(self.unit, meaning, low - ROUNDING * abs(low), high * (1 + ROUNDING))

    def stepper(self, **other: Any) -> stepping.Stepper:
        """Return the function that takes the state through one step; a model with a closed form gives its own."""
        flow, current = (partial(self.fill(kernel), **other) for kernel in (type(self).flow, type(self).current))
        return stepping.runge_kutta(flow, current, self.bounds, self.scale)

    def simulate(self, v: Any, dt: float, duration: float | None = None, x0: Any = None, **other: Any) -> DeviceRun:
        """Run the device, or an array of them, under a voltage; return a :class:`~neurolib.devices.record.DeviceRun`.

        ``v`` in V is a number; or an array of n values, each held for a step (n + 1 with the value at the end); or a function
        of t in s, which is read at the start, in the middle and at the end of each step. ``dt`` in s; ``duration`` in s is
        needed unless ``v`` is an array. ``x0`` is the state at the start, an array for an array of devices; an array ``v``
        may then have their shape behind its first axis. ``other`` gives parameters by name in which the devices of an array
        differ: ``device.simulate(v, dt, R_on=100 * spread)``. Any step is safe: where the state would move far in one, it is cut
        into sub-steps. Order 4 in ``dt`` for a function that is smooth, exact in time for a voltage that is held.

        Raises :class:`ParameterError` for values out of range, NaN, arrays of the wrong shape, and for a step that would
        need more than 20 000 sub-steps. Used in chapter 4.
        """
        verb = f"{type(self).__name__}.simulate"
        dt = STEP.number(dt, f"{verb}'s dt")
        low, high = self.bounds
        other = self._differing(other, verb)
        x = np.clip(self._possible("state at the start").array(self.rest() if x0 is None else x0, f"{verb}'s x0"), low, high)
        x = np.array(np.broadcast_to(x, _shape(x, other, verb)))
        start, middle, end = _voltages(v, dt, duration, x.shape, verb)
        states, energy = stepping.trajectory(self.stepper(**other), x, start, middle, end, dt, verb)
        shown = np.concatenate([start, end[-1:]])
        return DeviceRun(self, dt, np.arange(len(states)) * dt, shown, states, energy, other)

    def _differing(self, other: dict[str, Any], verb: str) -> dict[str, np.ndarray]:
        """Return parameters that differ from device to device, each in its range."""
        known = self.quantities()
        for name in other:
            if name not in known or name in self.ends:
                may = ", ".join(one for one in known if one not in self.ends)
                raise ParameterError(f"{verb} was given {name}; the devices of an array may differ in {may}.")
        return {name: known[name].array(value, f"{verb}'s {name}") for name, value in other.items()}


def _shape(x: np.ndarray, other: dict[str, np.ndarray], verb: str) -> tuple[int, ...]:
    """Return the shape of an array of devices, whose states and parameters broadcast together."""
    try:
        return np.broadcast_shapes(x.shape, *(value.shape for value in other.values()))
    except ValueError:
        given = ", ".join(f"{name} {value.shape}" for name, value in ({"x0": x} | other).items())
        raise ParameterError(f"{verb} was given arrays of unequal shapes: {given}; expected one value for each device.") from None


def _voltages(v: Any, dt: float, duration: float | None, shape: tuple[int, ...], verb: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the voltage at the start, in the middle and at the end of each step."""
    if not callable(v) and np.ndim(v) > 0:
        values = VOLTAGE.array(v, f"{verb}'s v")
        steps = len(values) if duration is None else _steps(duration, dt, verb)
        if len(values) not in (steps, steps + 1) or values.shape[1:] not in ((), shape):
            raise ParameterError(
                f"{verb}'s v (voltage) has shape {values.shape}; expected {steps} values, one for each step of {show(dt, 's')}"
                f"{f', or shape {(steps, *shape)}' if shape else ''}."
            )
        values = values.reshape(values.shape + (1,) * (len(shape) + 1 - values.ndim))
        held = values[:steps]
        return held, held, np.concatenate([held[:-1], values[-1:]]) if len(values) > steps else held
    if duration is None:
        raise ParameterError(f"{verb}'s v is {'a function' if callable(v) else 'one number'}: for how long? Type duration=…, in seconds.")
    steps = _steps(duration, dt, verb)
    t = np.arange(2 * steps + 1) * (dt / 2)
    values = _read(v, t, verb) if callable(v) else np.full(t.shape, VOLTAGE.number(v, f"{verb}'s v"))
    values = values.reshape((-1,) + (1,) * len(shape))
    return values[:-1:2], values[1::2], values[2::2]


def _read(v: Callable[[Any], Any], t: np.ndarray, verb: str) -> np.ndarray:
    try:
        values = np.asarray(v(t))
    except (TypeError, ValueError):
        values = np.empty(0)
    if values.shape != t.shape:  # a scalar function, as with `if t < 1e-3`
        values = np.array([v(instant) for instant in t])
    return VOLTAGE.array(values, f"{verb}'s v(t)")


def _steps(duration: Any, dt: float, verb: str) -> int:
    duration = DURATION.number(duration, f"{verb}'s duration")
    steps = round(duration / dt) if duration / dt < 1e15 else int(1e15)
    if not 1 <= steps <= MOST_STEPS:
        raise ParameterError(
            f"{verb} would take {duration / dt:.3g} steps of {show(dt, 's')}; expected 1 to {MOST_STEPS:.0g}. "
            f"Type another dt, as in dt={duration / 2000:.3g}."
        )
    return steps
