"""What a device's run returns: time, voltage, current, state, conductance and energy."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ..model import Model
from ..units import show


@dataclass(frozen=True, repr=False, eq=False)
class DeviceRun:
    """A device under a voltage: ``t`` in s, ``v`` in V, ``i`` in A, the state ``x`` (also by its own name), ``G`` in S, ``E`` in J.

    All have one value more than there were steps, the first before the run; for an array of devices the first axis is
    time. ``E`` is the energy taken up so far, ∫ v i dt; ``energy`` that of the whole run. ``other`` are the parameters in
    which the devices of an array differ.
    """

    device: Model
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
        """Return the area in V A of the loop in the quadrant v > 0, for a run of some whole ``periods``, their mean."""
        v = np.maximum(self.v, 0.0)
        middle = (self.i[1:] + self.i[:-1]) / 2
        return np.abs((middle * np.diff(v, axis=0)).sum(axis=0)) / periods

    def __getattr__(self, name: str) -> Any:
        device: Any = self.__dict__.get("device")
        if device is not None and name in device.state:
            return self.x
        raise AttributeError(f"This run of {type(device).__name__} has no {name}; it has t, v, i, x, G, E, {', '.join(device.state)}.")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._device.state]

    def __repr__(self) -> str:
        many = f"{int(np.prod(self.x.shape[1:]))} × " if self.x.ndim > 1 else ""
        took = show(float(np.sum(self.energy)), "J")
        return f"Run of {many}{type(self.device).__name__}: {show(float(self.t[-1]), 's')} in steps of {show(self.dt, 's')}, {took}"
