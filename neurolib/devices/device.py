"""What every device is: one state variable, kernels for its current and its flow, and a run under a voltage."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..model import Model, ParameterError, Quantity
from ..units import V, show
from . import stepping
from .record import DeviceRun

VOLTAGE = Quantity("V", "voltage", -10 * V, 10 * V, (-2 * V, 2 * V))
STEP = Quantity("s", "time step", 1e-18, 1e9)
DURATION = Quantity("s", "length of the run", 1e-18, 1e12)
MOST_STEPS = 5e6


class _Kernel(staticmethod):
    """A pure function on named symbols: on the class as it is written, on a device with that device's parameters filled in.

    ``HPMemristor.current(x, v, R_on, R_off)`` and ``HPMemristor().current(x, v)``; a parameter given by name replaces the
    device's own, so that an array of devices may differ: ``device.current(x, v, R_on=100 * spread)``.
    """

    def __get__(self, instance: Any, owner: Any = None) -> Callable[..., Any]:
        function = super().__get__(instance, owner)
        return function if instance is None else instance.fill(function)


if TYPE_CHECKING:
    kernel = staticmethod  # the name by which checkers know that there is no self
else:
    kernel = _Kernel


class Device(Model):
    """A device with one state variable, named in ``state``: ``current(x, v)`` in A and ``flow(x, v)``, the state's change per second.

    A positive voltage raises the conductance, in every device. State, voltage and parameters may be arrays that broadcast
    together: an array of devices is an array of states. A parameter that is a word stands for the function that ``functions``
    gives it.
    """

    state: ClassVar[tuple[str]]
    flow: ClassVar[Callable[..., Any]]
    current: ClassVar[Callable[..., Any]]
    functions: ClassVar[Mapping[str, Mapping[str, Callable[..., Any]]]] = {}
    unit: ClassVar[str] = ""  # of the state
    V_read: ClassVar[float] = 0.1  # V, where conductances are read

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest value of the state."""
        return (0.0, 1.0)

    @property
    def scale(self) -> float:
        """A change of state that changes the device much: sub-steps are kept to a fiftieth of it."""
        return self.bounds[1] - self.bounds[0]

    def rest(self) -> float:
        """Return the state from which a run starts."""
        raise TypeError(f"{type(self).__name__} does not say where it starts; define rest(self), which returns a state.")

    def fill(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a kernel with this device's parameters filled in, by name."""
        known = set(self.quantities()) | set(self.choices())
        own = {name: self._value(name) for name in inspect.signature(function).parameters if name in known}

        def filled(*given: Any, **other: Any) -> Any:
            return function(*given, **{**own, **other})

        return filled

    def _value(self, name: str) -> Any:
        value = getattr(self, name)
        return self.functions[name][value] if name in self.functions else value

    def conductance(self, x: Any, v: float | None = None, **other: Any) -> Any:
        """Return i/v in S, read at the terminals with a voltage ``v`` (``V_read`` if none is given)."""
        v = self.V_read if v is None else v
        return self.current(x, v, **other) / v

    @property
    def conductances(self) -> tuple[float, float]:
        """Smallest and largest conductance in S, read at ``V_read``."""
        ends = sorted(float(self.conductance(x)) for x in self.bounds)
        return ends[0], ends[1]

    def set_conductance(self, G: Any) -> Any:
        """Return the state whose conductance, read at ``V_read``, is ``G`` in S (number or array).

        Raises :class:`ParameterError` for a conductance that the device does not reach.
        """
        low, high = self.conductances
        slack = 1e-12 * high  # an end that was read back is no excess
        wanted = Quantity("uS", "conductance", low - slack, high + slack).array(G, f"{type(self).__name__}.set_conductance's G")
        x = np.clip(self._inverse(np.clip(wanted, low, high)), *self.bounds)
        return float(x) if x.ndim == 0 else x

    def _inverse(self, G: Any) -> Any:
        """Return the state with conductance ``G``: a closed form."""
        raise NotImplementedError

    def stepper(self) -> stepping.Stepper:
        """Return the function that takes the state through one step; a model with a closed form gives its own."""
        return stepping.runge_kutta(self.flow, self.current, self.bounds, self.scale)

    def simulate(self, v: Any, dt: float, duration: float | None = None, x0: Any = None) -> DeviceRun:
        """Run the device, or an array of them, under a voltage; return a :class:`~neurolib.devices.record.DeviceRun`.

        ``v`` in V is a number; or an array of n values, each held for a step (n + 1 with the value at the end); or a function
        of t in s, which is read at the start, in the middle and at the end of each step. ``dt`` in s; ``duration`` in s is
        needed unless ``v`` is an array. ``x0`` is the state at the start, an array for an array of devices; an array ``v``
        may then have their shape behind its first axis. Any step is safe: where the state would move far in one, it is cut
        into sub-steps. Order 4 in ``dt`` for a function that is smooth, exact in time for a voltage that is held.

        Raises :class:`ParameterError` for values out of range, NaN, arrays of the wrong shape, and for a step that would
        need more than 100 000 sub-steps. Used in chapter 4.
        """
        verb = f"{type(self).__name__}.simulate"
        dt = STEP.number(dt, f"{verb}'s dt")
        low, high = self.bounds
        reach = Quantity(self.unit, "state at the start", low * (1 - 1e-9), high * (1 + 1e-9))  # rounding is no excess
        x = np.clip(reach.array(self.rest() if x0 is None else x0, f"{verb}'s x0"), low, high)
        start, middle, end = _voltages(v, dt, duration, x.shape, verb)
        states, energy = stepping.trajectory(self.stepper(), x, start, middle, end, dt, verb)
        shown = np.concatenate([start, end[-1:]])
        return DeviceRun(self, dt, np.arange(len(states)) * dt, shown, states, energy)


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
