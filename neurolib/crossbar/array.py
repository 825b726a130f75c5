"""An array of devices that holds weights: made from a seed, written, its imperfections named and in range."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from ..model import SEED, ParameterError, Quantity
from ..noise import Flicker
from ..units import Hz, Ohm, V, fJ, kHz, kOhm, ns, pJ, s
from .cells import Cells
from .converters import RANGE, whole_bits
from .meter import Meter

OPTIONS = {
    "wire_resistance": Quantity("Ohm", "resistance of a segment of wire", 0.0, 1000 * kOhm, (0.1 * Ohm, 10 * Ohm)),
    "d2d": Quantity("", "spread of ln G from device to device", 0.0, 2.0, (0.0, 0.5)),
    "c2c": Quantity("", "spread of a written conductance from cycle to cycle, relative", 0.0, 2.0, (0.0, 0.3)),
    "drift": Quantity("", "mean drift exponent", -1.0, 1.0, (0.0, 0.1)),
    "drift_std": Quantity("", "spread of drift exponents", 0.0, 1.0, (0.0, 0.05)),
    "stuck_off": Quantity("", "chance that a device is stuck at its smallest conductance", 0.0, 1.0, (0.0, 0.1)),
    "stuck_on": Quantity("", "chance that a device is stuck at its largest conductance", 0.0, 1.0, (0.0, 0.1)),
    "read_noise": Quantity("", "1/f noise of a conductance, one standard deviation, relative", 0.0, 2.0, (0.0, 0.1)),
    "white_noise": Quantity("", "noise of a conductance that is new at each reading, relative", 0.0, 2.0, (0.0, 0.1)),
    "V_read": Quantity("V", "voltage of a reading at full scale", 1e-6 * V, 5 * V, (0.05 * V, 0.5 * V)),
    "t_read": Quantity("ns", "length of a reading", 1e-12 * s, 1 * s, (1 * ns, 1000 * ns)),
    "x_max": Quantity("", "input at full scale", 1e-30, 1e30, (0.5, 2.0)),
    "merit": Quantity("fJ", "energy of one conversion step", 0.0, 1000 * pJ, (1 * fJ, 100 * fJ)),
}
USUAL = {"V_read": 0.2 * V, "t_read": 100 * ns, "x_max": 1.0, "merit": 50 * fJ}
WEIGHT = Quantity("", "weights", -1e30, 1e30, (-1.0, 1.0))
SHARE = Quantity("", "tolerance, relative to the range of conductances", 1e-6, 1.0, (0.005, 0.05))
ROUNDS = Quantity("", "rounds of reading back", 0.0, 1e6, (0.0, 8.0))
WRITE = 1 * V, 100 * ns  # a writing pulse of a device without pulses of its own: a teaching choice
BAND = 1e-5 * Hz, 1 * kHz  # of the 1/f noise


class Array:
    """Devices of one kind, one or two a weight, and what was drawn when they were made and when they were written."""

    wire_resistance: float
    d2d: float
    c2c: float
    drift: float
    drift_std: float
    stuck_off: float
    stuck_on: float
    read_noise: float
    white_noise: float
    V_read: float
    t_read: float
    x_max: float
    merit: float

    def __init__(
        self, device: Any, seed: int = 0, *, dac_bits: int | None = None, adc_bits: int | None = None, adc_range: float | None = None,
        differential: bool = True, read_disturb: bool = False, **options: float,
    ) -> None:  # fmt: skip
        if isinstance(device, type) or not hasattr(device, "set_conductance"):
            raise ParameterError(f"Crossbar's device is {device!r:.60}; expected a device, as in Crossbar(SoftBounds()).")
        if unknown := [name for name in options if name not in OPTIONS]:
            raise ParameterError(f"Crossbar has no option {unknown[0]}; it has {', '.join(OPTIONS)}.")
        self.device, self.seed = device, SEED.whole(seed, "Crossbar's seed")
        self.dac_bits, self.adc_bits = (
            None if bits is None else whole_bits(bits, f"Crossbar's {name}")
            for name, bits in (("dac_bits", dac_bits), ("adc_bits", adc_bits))
        )
        self.adc_range = None if adc_range is None else RANGE.number(adc_range, "Crossbar's adc_range")
        self.differential, self.read_disturb = differential, read_disturb
        for name, quantity in OPTIONS.items():
            setattr(self, name, quantity.number(options.get(name, USUAL.get(name, 0.0)), f"Crossbar's {name}"))
        if self.stuck_off + self.stuck_on > 1:
            raise ParameterError("Crossbar's stuck_off and stuck_on add up to more than 1; expected chances of one device.")
        streams = np.random.SeedSequence(self.seed).spawn(4)  # one for each cause: what one draws does not move the others
        self._made, self._written, self._pulsed, self._read = (np.random.Generator(np.random.SFC64(stream)) for stream in streams)
        self.meter = Meter()
        self._cells: Cells | None = None
        self._now, self._epoch = 0.0, 0.0

    def program(self, W: Any, w_max: float | None = None, verify: int = 0, tolerance: float = 0.01) -> Self:
        """Write the weights ``W`` (inputs × outputs); return the crossbar.

        ``w_max`` is the weight at the ends of the conductances, the largest in ``W`` if none is given. With ``verify`` rounds each
        device is read and, while it is off by more than ``tolerance`` of the range, written again by what is missing.
        """
        W = np.atleast_2d(WEIGHT.array(W, "Crossbar.program's W"))
        if W.ndim != 2:
            raise ParameterError(f"Crossbar.program's W has shape {W.shape}; expected (inputs, outputs).")
        if not self.differential and W.min() < 0:
            raise ParameterError(f"Crossbar.program's W goes down to {W.min():g} with one device a weight; expected 0 or more.")
        self.w_max = RANGE.number((float(np.abs(W).max()) or 1.0) if w_max is None else w_max, "Crossbar.program's w_max")
        if np.abs(W).max() > self.w_max:
            raise ParameterError(f"Crossbar.program's W goes to {np.abs(W).max():g}; expected w_max={self.w_max:g} or less.")
        cells = self._placed(W.shape)
        target = self._targets(W)
        self._write(target, ...)
        for _ in range(ROUNDS.whole(verify, "Crossbar.program's verify")):
            low, high = self._programmed.ends
            missing = target - cells.conductance()
            self.meter.add("cell read", missing.size, float(cells.conductance().sum()) * self.V_read**2 * self.t_read)
            off = np.abs(missing) > SHARE.number(tolerance, "Crossbar.program's tolerance") * (high - low)
            if not off.any():
                break
            missing = missing[off] * (1 + self.c2c * self._written.standard_normal(int(off.sum())))
            self._write(self.device.conductance(cells.x[off]) + missing / np.broadcast_to(cells.factor, cells.shape)[off], off, 0.0)
        self._largest = float(np.abs(W).sum(0).max()) * self.x_max or 1.0
        return self._aged()

    def _placed(self, shape: tuple[int, ...]) -> Cells:
        if self._cells is None:
            self._cells = Cells(
                self.device, (1 + self.differential, *shape), self._made, self.d2d, (self.drift, self.drift_std),
                (self.stuck_off, self.stuck_on),
            )  # fmt: skip
            if self.read_noise:
                self._flicker = Flicker(self._cells.shape, *BAND, self._made)
        if self._cells.shape[1:] != shape:
            raise ParameterError(
                f"Crossbar.program's W has shape {shape}, but this chip is {self._cells.shape[1:]}; type Crossbar(…) for a new one."
            )
        return self._cells

    def _targets(self, W: np.ndarray) -> np.ndarray:
        low, high = self._programmed.ends
        if not self.differential:
            return np.asarray(low + self.k * W)[None]
        if self.centred:
            return np.stack([(low + high) / 2 + sign * self.k / 2 * W for sign in (1, -1)])
        return np.stack([low + self.k * np.maximum(sign * W, 0.0) for sign in (1, -1)])

    def _write(self, G: np.ndarray, where: Any, c2c: float | None = None) -> None:
        cells = self._programmed
        joules = cells.write(G, self._written, self.c2c if c2c is None else c2c, where)
        if not cells.pulsed:
            joules = float(np.sum(self.device.conductance(cells.x[where]))) * WRITE[0] ** 2 * WRITE[1]
        self.meter.add("cell write", G.size, joules, G.size * getattr(self.device, "t_pulse", WRITE[1]))

    def _aged(self) -> Self:
        self._epoch += self._now
        self._now = 0.0
        return self

    @property
    def k(self) -> float:
        """Conductance for a weight of 1, S: equation (2) of the crossbar."""
        low, high = self._programmed.ends
        return (high - low) / self.w_max

    @property
    def centred(self) -> bool:
        """Whether a pair of devices sits in the middle of its conductances: where pulses make steps both ways."""
        return hasattr(self.device, "pulse") and not getattr(self.device, "unipolar", False)

    @property
    def _programmed(self) -> Cells:
        if self._cells is None:
            raise ParameterError("This crossbar holds no weights yet; type crossbar.program(W) first.")
        return self._cells
