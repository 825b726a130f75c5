r"""The devices of an array as they were made: each a little different, some stuck, all of them ageing.

.. math::

    G = G(x)\, e^{\sigma_d \xi} \left(\frac{t}{t_0}\right)^{-\nu}, \quad \nu = \bar\nu + \sigma_\nu \xi' \tag{1}

with x the state and ξ, ξ' normal draws, one for each device, made once. A stuck device has the smallest or the largest
conductance for ever. A device with a drift of its own (PCM) uses that, and only its exponents are spread. Used in chapter 5.
"""

from __future__ import annotations

import inspect
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from ..model import ParameterError
from ..units import s
from . import compiled
from .updates import Pulses

T_0 = 20 * s


class Cells:
    """An array of devices, of any shape: their states ``x``, and what was drawn once when they were made."""

    def __init__(
        self,
        device: Any,
        shape: tuple[int, ...],
        rng: np.random.Generator,
        d2d: float,
        drift: tuple[float, float],
        stuck: tuple[float, float],
    ) -> None:
        self.device, self.shape, self.ends = device, shape, device.conductances
        self.t_0: float = getattr(device, "t_0", T_0)
        self.ages = "t" in inspect.signature(device.conductance).parameters
        self.x = np.full(shape, float(device.rest()))
        spread = getattr(device, "d2d", 0.0) or getattr(device, "d2d_range", 0.0)
        drawn = device.drawn(shape, rng) if spread else {}
        self.devices: dict[str, Any] = {name: value.astype(np.float32) for name, value in drawn.items()}  # half the memory
        self.factor: Any = np.exp(d2d * rng.standard_normal(shape)) if d2d else 1.0
        self.nu: Any = drift[0] + (drift[1] * rng.standard_normal(shape) if drift[1] else 0.0)
        self.stuck = _stuck(shape, rng, *stuck) if any(stuck) else None
        self.version = 0
        if self.stuck is not None:
            low, high = self.ends
            self._frozen = np.where(self.stuck > 0, high, low)
            self.x = np.where(self.stuck == 0, self.x, device.set_conductance(self._frozen))

    def conductance(self, t: float | None = None) -> np.ndarray:
        """Return the conductances in S at ``t`` seconds after writing (``t_0`` if none is given): equation (1)."""
        t = self.t_0 if t is None else t
        drifting = bool(np.any(self.nu))
        if self.ages:
            more = {"nu_amorphous": self.device.nu_amorphous + self.nu} if drifting else {}
            G = self.device.conductance(self.x, t=t, **more) * self.factor
        else:
            G = self.device.conductance(self.x) * self.factor
            if drifting and t != self.t_0:
                G = G * (t / self.t_0) ** -self.nu  # (1)
        if self.devices:
            G = np.maximum(G, 0.0)  # a bound that was drawn far out would conduct backwards
        return np.asarray(G if self.stuck is None else np.where(self.stuck == 0, G, self._frozen))

    def move(self, x: np.ndarray, where: Any = ...) -> None:
        """Give devices new states; those that are stuck keep theirs."""
        if self.stuck is not None:
            x = np.where(self.stuck[where] == 0, x, self.x[where])
        self.x[where] = x
        self.version += 1

    def write(self, G: np.ndarray, rng: np.random.Generator, c2c: float, where: Any = ...) -> float:
        """Write conductances, off by a share ``c2c`` each time; return the joules of one pulse each, downward where they fall."""
        low, high = self.ends
        if c2c:
            G = G * (1 + c2c * rng.standard_normal(np.shape(G)))
        x = self.device.set_conductance(np.minimum(np.maximum(G, low), high))
        sign = np.where(x < self.x[where], -1, 1)
        self.move(x, where)
        return float(np.sum(self.device.pulse_energy(self.x[where], sign))) if self.pulsed else 0.0

    @property
    def pulsed(self) -> bool:
        """Whether the device has pulses."""
        return hasattr(self.device, "pulse")

    @cached_property
    def step(self) -> float:
        """The mean step in S of a pulse, up and down, at the middle conductance; of a device without steps down, of one up."""
        if not self.pulsed:
            name = type(self.device).__name__
            raise ParameterError(f"{name} has no pulses to update a crossbar with; type program(weights + dW), or use SoftBounds().")
        middle = sum(self.ends) / 2
        calm = replace(self.device, c2c=0.0)
        x = self.device.set_conductance(middle)
        up, down = (abs(float(calm.conductance(calm.pulse(x, sign))) - middle) for sign in (1, -1))
        return up if self.unipolar else (up + down) / 2

    @property
    def unipolar(self) -> bool:
        """Whether a pulse makes a step only upward: down it goes at once, all the way."""
        return bool(getattr(self.device, "unipolar", False))

    def pulse(self, plane: int, cells: np.ndarray, signs: np.ndarray, rng: np.random.Generator) -> tuple[int, float]:
        """Apply pulses to cells of a plane in turn, up where the sign is 1; return how many they were, and their joules."""
        if self.unipolar:
            cells, signs = cells[signs > 0], signs[signs > 0]
        xi = rng.standard_normal(len(cells)) if self.device.c2c else None
        states, mine = self.x[plane].reshape(-1), {name: value[plane].reshape(-1) for name, value in self.devices.items()}
        self.version += 1
        if self.stuck is None and compiled.compiles(self.device, len(cells)):
            return len(cells), compiled.pulse(self.device, states, cells, signs, xi, mine)
        order, joules = np.argsort(cells, kind="stable"), 0.0  # in rounds, in each of which no cell has two
        first = np.flatnonzero(np.diff(cells[order], prepend=-1))
        left = np.diff(first, append=len(cells))
        while first.size:
            now = order[first]
            where, sign, draw = cells[now], signs[now], None if xi is None else xi[now]
            x, own = states[where], {name: value[where] for name, value in mine.items()}
            joules += float(np.sum(self.device.pulse_energy(x, sign)))
            after = self.device.pulse(x, sign, draw, **own)
            states[where] = after if self.stuck is None else np.where(self.stuck[plane].reshape(-1)[where] == 0, after, x)
            first, left = first[left > 1] + 1, left[left > 1] - 1
        return len(cells), joules

    def drawn_at_once(self, plane: int, rows: slice, pulses: Pulses, rng: np.random.Generator) -> float:
        """Apply many pulses to some rows as one normal draw per device with their mean and variance; return their joules."""
        device, here = self.device, (plane, rows)
        mine = {name: value[here] for name, value in self.devices.items()}
        low, high = (mine.get(name, getattr(device, name)) for name in device.ends)
        x = np.minimum(np.maximum(self.x[here].astype(np.float32), low), high)  # single precision does for the size of a draw
        a, b = device.up(x, **mine), device.down(x, **mine)
        change = a * pulses.up - b * pulses.down
        variance = a * a * pulses.up_2 + b * b * pulses.down_2
        if device.c2c:
            spread = np.float32(1 + device.c2c)
            variance += (device.vary(a, 1, spread, **mine) - a) ** 2 * pulses.up
            variance += (device.vary(b, -1, spread, **mine) - b) ** 2 * pulses.down
        change += np.sqrt(np.maximum(variance, 0)) * rng.standard_normal(x.shape, dtype=np.float32)
        self.move(np.minimum(np.maximum(self.x[here] + change, low), high), here)
        return float(np.vdot(device.pulse_energy(x, 1), pulses.both))

    def disturb(self, V: np.ndarray, seconds: float) -> None:
        """Let the voltages of a reading (rows) act for a while; a pulsed device, which has no flow, stays as it is."""
        if hasattr(self.device, "flow") and seconds > 0:
            v = np.broadcast_to(V[:, None], self.shape)
            self.move(self.device.simulate(v[None], dt=seconds, x0=self.x).x[-1])


def _stuck(shape: tuple[int, ...], rng: np.random.Generator, off: float, on: float) -> np.ndarray:
    """Return −1 where a device is stuck at its smallest conductance, 1 at its largest, else 0."""
    draw = rng.random(shape)
    return (draw > 1 - on).astype(np.int8) - (draw < off).astype(np.int8)
