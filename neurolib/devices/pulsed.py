"""The base of pulsed devices: a programming pulse changes the state by one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..model import ParameterError, Quantity, Words, generator, param
from ..noise.flicker import samples
from ..units import V, ns, uS
from .device import VOLTAGE, Device

SIGN = Quantity("", "direction of the pulse: 1 up, -1 down, 0 none", -1.0, 1.0)
TYPED = "; type rng=np.random.default_rng(1)"
STATE = Quantity("", "state", -1e30, 1e30)
END = Words("bound of the weights", ("w_min", "w_max"))


class Pulsed(Device):
    """A device whose pulses make steps of ``up(w)`` and ``down(w)``, between bounds that the
    parameters in ``ends`` give.

    ``c2c``, the spread of a step from cycle to cycle, and ``V_pulse`` and ``t_pulse``, voltage and
    length of a pulse, are parameters.
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

    def called(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a kernel as it is called on this device; ``up`` and ``down`` check the state
        first.
        """
        filled, state, name = (
            self.fill(function),
            self.state[0],
            f"{type(self).__name__}.{function.__name__}'s {self.state[0]}",
        )

        def checked(*given: Any, **other: Any) -> Any:
            seen = {state: STATE.within(other[state], name)} if state in other else {}
            return filled(*(STATE.within(x, name) for x in given[:1]), *given[1:], **other | seen)

        return checked if function.__name__ in ("up", "down") else filled

    def pulse(self, w: Any, sign: Any, rng: np.random.Generator | None = None, **other: Any) -> Any:
        """Return the states of devices after one pulse.

        Parameters
        ----------
        w : float or array
            State before the pulse, in the unit of the device.
        sign : float or array
            Direction of the pulse: 1 is up, −1 is down, and 0 is no pulse.
        rng : numpy.random.Generator, default None
            Draws the variation from cycle to cycle.
        **other : array
            Parameters in which devices differ, as :meth:`drawn` returns them.

        Returns
        -------
        float or array
            State after the pulse.

        Raises
        ------
        ParameterError
            For what is no state or direction, and without ``rng`` if steps vary from cycle to
            cycle.
        """
        name = f"{type(self).__name__}.pulse's"
        w, sign = STATE.within(w, f"{name} w"), SIGN.within(sign, f"{name} sign")
        alone = isinstance(w, float) and isinstance(sign, float) and not other
        shape = (
            np.shape(w)
            if np.shape(w) == np.shape(sign)
            else np.broadcast_shapes(np.shape(w), np.shape(sign))
        )
        spread = varied(self.c2c, shape, rng, f"{type(self).__name__}.pulse")
        up, down = (self.fill(way)(w, **other) for way in (type(self).up, type(self).down))
        if alone:  # one device, in a third of the time
            low, high = self.bounds
            return min(
                max(
                    float(w + self.vary((up if sign > 0 else -down) * (sign != 0), sign, spread)),
                    low,
                ),
                high,
            )
        step = np.where(np.greater(sign, 0), up, -down) * np.not_equal(sign, 0)
        low, high = (other.get(name, getattr(self, name)) for name in self.ends)
        w = np.minimum(np.maximum(w + self.vary(step, sign, spread, **other), low), high)
        return float(w) if w.ndim == 0 else w

    def vary(self, step: Any, sign: Any, spread: Any, **other: Any) -> Any:
        """Return steps as they turn out in this cycle: the mean times a draw with mean 1."""
        return step * spread

    def pulse_energy(self, x: Any, sign: Any) -> Any:
        """Return the energy in J of a pulse on weights ``x``, G V² t; 0 where ``sign`` is 0."""
        sign = SIGN.within(sign, f"{type(self).__name__}.pulse_energy's sign")
        return self.conductance(x) * (np.not_equal(sign, 0) * (self.V_pulse**2 * self.t_pulse))

    def _read(self, x: Any, v: Any) -> Any:
        """Return the state of which a conductance is asked, or refuse it, or the voltage of the
        reading, which changes nothing.
        """
        if v is not None:
            VOLTAGE.within(v, f"{type(self).__name__}.conductance's v")
        return STATE.within(x, f"{type(self).__name__}.conductance's x")

    def symmetry_point(self) -> float:
        """Return the weight at which a step up is as long as a step down, to rounding; by
        bisection.

        Raises :class:`ParameterError` where one is longer everywhere.
        """
        low, high = self.bounds
        if not self.up(low) > self.down(low) or not self.up(high) < self.down(high):
            raise ParameterError(
                f"{type(self).__name__} has no symmetry point: steps up are "
                f"{self.up(low):.3g} to {self.up(high):.3g} and steps down "
                f"{self.down(low):.3g} to {self.down(high):.3g} from one bound to the other."
            )
        for _ in range(100):
            middle = (low + high) / 2
            low, high = (middle, high) if self.up(middle) > self.down(middle) else (low, middle)
        return (low + high) / 2


@dataclass(frozen=True, repr=False, kw_only=True)
class Weighted(Pulsed):
    """A pulsed device whose state is a weight, with a conductance linear in it, and spreads from
    device to device.

    ``w_min`` and ``w_max`` are parameters of each model, and so are those in ``steps``, which scale
    the steps.
    """

    c2c: float = param(
        0.0, "", "spread of a step from cycle to cycle, relative", 0.0, 100.0, (0.0, 5.0)
    )
    d2d: float = param(
        0.0, "", "spread of the step from device to device, relative", 0.0, 2.0, (0.0, 0.5)
    )
    d2d_range: float = param(
        0.0, "", "spread of the bounds from device to device, relative", 0.0, 2.0, (0.0, 0.5)
    )
    G_min: float = param(
        1 * uS, "uS", "conductance at the smallest weight", 0.0, 0.1, (0.1 * uS, 10 * uS)
    )
    G_max: float = param(
        10 * uS, "uS", "conductance at the largest weight", 1e-12, 0.1, (5 * uS, 100 * uS)
    )
    V_pulse: float = param(1 * V, "V", "voltage of a pulse", 1e-3, 100.0, (0.5 * V, 3 * V))
    t_pulse: float = param(100 * ns, "ns", "length of a pulse", 1e-12, 1.0, (10 * ns, 1000 * ns))

    state: ClassVar[tuple[str]] = ("w",)
    ends: ClassVar[tuple[str, str]] = ("w_min", "w_max")
    steps: ClassVar[tuple[str, ...]]

    def check(self) -> None:
        """Refuse a largest weight or conductance that is not above the smallest."""
        for low, high in self.ends, ("G_min", "G_max"):
            if getattr(self, low) >= getattr(self, high):
                raise self.misplaced(low, "less than", high, shown=lambda value, _: f"{value:g}")

    def relative(self, bound: str) -> float:
        """Return the spread of a bound, ``w_min`` or ``w_max``, from device to device, as a share
        of it.
        """
        END.word(bound, f"{type(self).__name__}.relative's bound")
        return self.d2d_range

    def drawn(self, shape: tuple[int, ...], rng: np.random.Generator) -> dict[str, np.ndarray]:
        """Draw the devices of an array: one value each of the parameters that differ from device to
        device, by name.

        Steps of one device vary together, both bounds each for itself; a draw that would turn the
        sign is 0.
        """
        name = f"{type(self).__name__}.drawn"
        rng, sizes = (
            generator(rng, name, TYPED),
            shape if isinstance(shape, (tuple, list)) else (shape,),
        )
        shape = tuple(samples(size, name, "size of the array") for size in sizes)
        step = np.maximum(1 + self.d2d * rng.standard_normal(shape), 0.0)
        devices = {name: getattr(self, name) * step for name in self.steps}
        for name in "w_max", "w_min":
            devices[name] = getattr(self, name) * np.maximum(
                1 + self.relative(name) * rng.standard_normal(shape), 1e-3
            )
        return devices

    def conductance(self, x: Any, v: float | None = None, **other: Any) -> Any:
        """Return the conductance in S of weights ``x``: linear from ``G_min`` at ``w_min`` to
        ``G_max`` at ``w_max``.
        """
        x = self._read(x, v)
        low, high = self.bounds
        return self.G_min + (self.G_max - self.G_min) * (x - low) / (high - low)

    def _inverse(self, G: Any) -> Any:
        low, high = self.bounds
        return low + (high - low) * (G - self.G_min) / (self.G_max - self.G_min)


def varied(c2c: float, shape: tuple[int, ...], rng: Any, verb: str) -> Any:
    """Return 1, or a draw per device and pulse with mean 1 and standard deviation ``c2c``; ``rng``
    may be the draws themselves.
    """
    if c2c == 0:
        if rng is not None:
            generator(rng, verb, TYPED)
        return 1.0
    if isinstance(rng, np.ndarray):
        if rng.shape != shape or rng.dtype.kind != "f" or not np.isfinite(rng).all():
            raise ParameterError(
                f"{verb}'s rng is an array of shape {rng.shape}; expected a generator of random "
                f"numbers, or finite standard normal draws, one for each device, in an array of "
                f"shape {shape}{TYPED}."
            )
        return 1 + c2c * rng
    return 1 + c2c * generator(
        rng, verb, f", but pulses vary by {100 * c2c:g} % from cycle to cycle{TYPED}"
    ).standard_normal(shape)
