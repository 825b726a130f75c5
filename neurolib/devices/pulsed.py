"""Devices that a pulse changes by a step: what they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from ..model import ParameterError, Quantity, generator
from .device import Device

SIGN = Quantity("", "direction of the pulse: 1 up, -1 down, 0 none", -1.0, 1.0)
TYPED = "; type rng=np.random.default_rng(1)"
STATE = Quantity("", "state", -1e30, 1e30)


class Pulsed(Device):
    """A device whose pulses make steps of ``up(w)`` and ``down(w)``, between bounds that the parameters in ``ends`` give.

    ``c2c``, the spread of a step from cycle to cycle, and ``V_pulse`` and ``t_pulse``, voltage and length of a pulse, are
    parameters.
    """

    up: ClassVar[Callable[..., Any]]
    down: ClassVar[Callable[..., Any]]
    ends: ClassVar[tuple[str, str]]
    c2c: float
    V_pulse: float
    t_pulse: float

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest state."""
        low, high = (float(getattr(self, name)) for name in self.ends)
        return low, high

    def rest(self) -> float:
        """Return the state nearest to 0."""
        low, high = self.bounds
        return min(max(0.0, low), high)

    def pulse(self, w: Any, sign: Any, rng: np.random.Generator | None = None, **other: Any) -> Any:
        """Return the weights after one pulse: up where ``sign`` is 1, down where it is −1, none where it is 0.

        ``w`` and ``sign`` are numbers or arrays that broadcast; ``other`` gives parameters by name, one for each device, as
        :meth:`drawn` does. Raises :class:`ParameterError` where steps vary from cycle to cycle and there is no ``rng``.
        """
        name = f"{type(self).__name__}.pulse's"
        w, sign = STATE.within(w, f"{name} w"), SIGN.within(sign, f"{name} sign")
        shape = np.broadcast_shapes(np.shape(w), np.shape(sign))
        spread = varied(self.c2c, shape, rng, f"{type(self).__name__}.pulse")
        step = np.where(np.greater(sign, 0), self.up(w, **other), -self.down(w, **other)) * np.not_equal(sign, 0)
        w = np.clip(w + self.vary(step, sign, spread, **other), *(other.get(name, getattr(self, name)) for name in self.ends))
        return float(w) if w.ndim == 0 else w

    def vary(self, step: Any, sign: Any, spread: Any, **other: Any) -> Any:
        """Return steps as they turn out in this cycle: the mean times a draw with mean 1."""
        return step * spread

    def pulse_energy(self, x: Any, sign: Any) -> Any:
        """Return the energy in J of a pulse on weights ``x``, G V² t; 0 where ``sign`` is 0."""
        return self.conductance(x) * (np.not_equal(sign, 0) * (self.V_pulse**2 * self.t_pulse))

    def symmetry_point(self) -> float:
        """Return the weight at which a step up is as long as a step down, to rounding; by bisection.

        Raises :class:`ParameterError` where one is longer everywhere.
        """
        low, high = self.bounds
        if not self.up(low) > self.down(low) or not self.up(high) < self.down(high):
            raise ParameterError(
                f"{type(self).__name__} has no symmetry point: steps up are {self.up(low):.3g} to {self.up(high):.3g} and steps down "
                f"{self.down(low):.3g} to {self.down(high):.3g} from one bound to the other."
            )
        for _ in range(100):
            middle = (low + high) / 2
            low, high = (middle, high) if self.up(middle) > self.down(middle) else (low, middle)
        return (low + high) / 2


class Weighted(Pulsed):
    """A pulsed device whose state is a weight, with a conductance linear in it, and spreads from device to device.

    ``w_min``, ``w_max``, ``G_min`` and ``G_max`` are parameters; so are ``d2d`` and ``d2d_range``, the spreads of the step and
    of the two bounds from device to device, and ``write_noise``.
    """

    ends: ClassVar[tuple[str, str]] = ("w_min", "w_max")
    steps: ClassVar[tuple[str, ...]]  # parameters that scale the steps
    w_min: float
    w_max: float
    G_min: float
    G_max: float
    d2d: float
    d2d_range: float
    write_noise: float

    def seen(self, w: Any, rng: np.random.Generator) -> Any:
        """Return the weights that a reading sees after they were written: off by ``write_noise`` steps, one standard deviation."""
        return w + self.write_noise * self.smallest * generator(rng, f"{type(self).__name__}.seen", TYPED).standard_normal(np.shape(w))

    @property
    def smallest(self) -> float:
        """The step that noise is counted in: the mean of the parameters that scale the steps."""
        return float(np.mean([getattr(self, name) for name in self.steps]))

    def drawn(self, shape: tuple[int, ...], rng: np.random.Generator) -> dict[str, np.ndarray]:
        """Draw the devices of an array: one value each of the parameters that differ from device to device, by name.

        Steps of one device vary together, both bounds each for itself; a draw that would turn the sign is 0.
        """
        rng = generator(rng, f"{type(self).__name__}.drawn", TYPED)
        step = np.maximum(1 + self.d2d * rng.standard_normal(shape), 0.0)
        devices = {name: getattr(self, name) * step for name in self.steps}
        for name in "w_max", "w_min":
            devices[name] = getattr(self, name) * np.maximum(1 + self.d2d_range * rng.standard_normal(shape), 1e-3)
        return devices

    def conductance(self, x: Any, v: float | None = None, **other: Any) -> Any:
        """Return the conductance in S of weights ``x``: linear from ``G_min`` at ``w_min`` to ``G_max`` at ``w_max``."""
        x = STATE.within(x, f"{type(self).__name__}.conductance's x")
        return self.G_min + (self.G_max - self.G_min) * (x - self.w_min) / (self.w_max - self.w_min)

    def _inverse(self, G: Any) -> Any:
        return self.w_min + (self.w_max - self.w_min) * (G - self.G_min) / (self.G_max - self.G_min)


def varied(c2c: float, shape: tuple[int, ...], rng: Any, verb: str) -> Any:
    """Return 1, or a draw per device and pulse with mean 1 and standard deviation ``c2c``; ``rng`` may be the draws themselves."""
    if c2c == 0:
        return 1.0
    if isinstance(rng, np.ndarray):
        return 1 + c2c * rng
    return 1 + c2c * generator(rng, verb, f", but pulses vary by {100 * c2c:g} % from cycle to cycle{TYPED}").standard_normal(shape)
