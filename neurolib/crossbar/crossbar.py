"""A crossbar array: weights held as conductances, read in one step, changed by pulses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from ..energy import Ledger, PriceList
from ..model import ParameterError, Quantity
from ..units import s, show, year
from . import updates
from .array import WEIGHT, WRITE, Array
from .converters import rounded
from .wires import Wires

INPUT = Quantity("", "inputs", -1e30, 1e30, (-1.0, 1.0))
RATE = Quantity("", "learning rate", -1e30, 1e30, (0.01, 1.0))
SLOTS = Quantity("", "slots of a pulse train", 1.0, 1e6, (7.0, 127.0))
READS = Quantity("", "number of readings", 0.0, 1e30, (1.0, 1e6))
AGE = Quantity("s", "time since the array was written", 1e-9 * s, 1e4 * year, (1 * s, 1e6 * s))
FINE = 16  # bits: a converter with no more rounds away what single precision leaves out


class Reading(NamedTuple):
    """What readings at one time share: weights in S, the same as they are multiplied, sums along rows, squares, wires."""

    weights: np.ndarray
    factors: np.ndarray
    rows: np.ndarray
    squares: np.ndarray | None
    wires: list[Wires]


class Crossbar(Array):
    r"""Weights W (inputs × outputs) as conductances of a ``device``; ``read(x)`` returns x W as this chip, made from ``seed``, gives it.

    Rows are driven with voltages, columns add up currents (Ohm and Kirchhoff). A weight is a difference of two devices:

    .. math::

        V_i = V_{\mathrm{read}}\, x_i / x_{\mathrm{max}}, \quad I_j = \sum_i V_i\, (G^+_{ij} - G^-_{ij}) \tag{1}
        y_j = \frac{x_{\mathrm{max}}}{k V_{\mathrm{read}}} I_j, \quad k = (G_{\mathrm{max}} - G_{\mathrm{min}}) / w_{\mathrm{max}} \tag{2}

    Devices whose pulses step both ways sit in the middle, :math:`G^\pm = \bar G \pm k W / 2`; the others leave one of a pair at
    :math:`G_{\mathrm{min}}`. With ``differential=False`` there is one device a weight, no weight is negative, and the current of
    :math:`G_{\mathrm{min}}` is taken off as an ideal dummy column would.

    All imperfections are off unless named: ``dac_bits``, ``adc_bits`` (over ``adc_range``, in units of y; the largest possible y
    if none is given), ``wire_resistance`` (Ω a segment), ``d2d`` and ``c2c`` (of writing; pulses have the device's own),
    ``drift`` and ``drift_std`` (exponents), ``stuck_off`` and ``stuck_on`` (chances), ``read_noise`` (1/f, correlated in time) and
    ``white_noise`` (new at each reading; wires left out), ``read_disturb``. ``V_read`` in V and ``t_read`` in s.

    Raises :class:`ParameterError` for values out of range, shapes that do not fit, and readings before programming. Used in
    chapter 5.
    """

    _kept: tuple[Any, Reading] | None = None

    # --- reading ---

    def read(self, x: Any, t: float | None = None) -> np.ndarray:
        """Return y of ``x``, shape (inputs,) or (batch, inputs), read ``t`` seconds after the last writing; a batch is read at once.

        Without ``t`` no time passes after the last reading; the first is at the device's ``t_0`` (20 s if it has none).
        """
        cells = self._programmed
        x = x if type(x) is np.ndarray and x.dtype.kind == "f" else INPUT.array(x, "Crossbar.read's x")
        if x.ndim not in (1, 2) or x.shape[-1] != cells.shape[1] or not np.isfinite(np.vdot(x, x)):
            INPUT.array(x, "Crossbar.read's x")
            raise ParameterError(f"Crossbar.read's x has shape {x.shape}; expected ({cells.shape[1]},) or (batch, {cells.shape[1]}).")
        V_read, x_max = self.V_read, self.x_max
        if self.dac_bits:
            x = rounded(x, self.dac_bits, x_max, zero=True)
        V = x * (V_read / x_max)
        y = self._currents(V, self._time(t)) * (x_max / (self.k * V_read))  # (2)
        if self.adc_bits:
            y = rounded(y, self.adc_bits, self.adc_range or self._largest, zero=False)
            self.meter.add("conversion", y.size)
        if self.read_disturb:
            for voltages in np.atleast_2d(V):
                cells.disturb(voltages, self.t_read)
        return y

    def _time(self, t: float | None) -> float:
        if t is None:
            self._now = self._now or self._programmed.t_0
            return self._now
        t = AGE.number(t, "Crossbar.read's t")
        if t < self._now and self.read_noise:
            raise ParameterError(
                f"Crossbar.read's t is {show(t, 's')}, before the last reading, {show(self._now, 's')}: noise knows no way back."
            )
        self._now = t
        return t

    def _conductances(self, t: float) -> np.ndarray:
        G = self._programmed.conductance(t)
        if noise := self.read_noise:
            G = np.maximum(G * (1 + noise * self._flicker.at(self._epoch + t)), 0.0)
        return G

    def _at(self, t: float) -> Reading:
        """Return what readings at ``t`` share, worked out once."""
        key = t, self._programmed.version
        if self._kept is None or self._kept[0] != key:
            G = self._conductances(t)
            weights = G[0] - (G[1] if self.differential else self._programmed.ends[0])
            factors = weights.astype(np.float32) if self.adc_bits and self.adc_bits <= FINE else weights
            squares = (G**2).sum(0).astype(np.float32) if self.white_noise else None  # single precision does for a spread
            wires = [Wires(plane, self.wire_resistance) for plane in G] if self.wire_resistance else []
            self._kept = key, Reading(weights, factors, G.sum((0, 2)), squares, wires)
        return self._kept[1]

    def _currents(self, V: np.ndarray, t: float) -> np.ndarray:
        at, cells = self._at(t), self._programmed
        if at.wires:
            both = [wire.both(V) for wire in at.wires]
            I = both[0][0] - (both[1][0] if self.differential else cells.ends[0] * V.sum(-1, keepdims=True))
            power = sum(float(np.vdot(V, entering)) for _, entering in both)
        else:
            I = (V.astype(at.factors.dtype, copy=False) @ at.factors).astype(float, copy=False)  # (1)
            power = float((V * V @ at.rows).sum())
        if at.squares is not None:
            I = I + self.white_noise * np.sqrt((V * V).astype(np.float32) @ at.squares) * self._read.standard_normal(I.shape)
        batch = V.size // cells.shape[1]
        self.meter.add("cell read", batch * cells.x.size, power * self.t_read, batch * self.t_read)
        return np.asarray(I)

    def disturb(self, x: Any, reads: float) -> None:
        """Let the voltages of reading ``x`` act as in ``reads`` readings; devices with a threshold, and pulsed ones, do not move."""
        V = INPUT.array(x, "Crossbar.disturb's x") * (self.V_read / self.x_max)
        if V.shape != self._programmed.shape[1:2]:
            raise ParameterError(f"Crossbar.disturb's x has shape {V.shape}; expected {self._programmed.shape[1:2]}.")
        self._programmed.disturb(V, READS.number(reads, "Crossbar.disturb's reads") * self.t_read)

    @property
    def weights(self) -> np.ndarray:
        """The weights as they are now, without wires, converters and white noise."""
        return np.asarray(self._at(self._time(None)).weights / self.k)

    @property
    def stuck(self) -> np.ndarray:
        """−1 where a device is stuck at its smallest conductance, 1 at its largest, else 0; (devices a weight, inputs, outputs)."""
        cells = self._programmed
        return np.zeros(cells.shape, np.int8) if cells.stuck is None else cells.stuck.copy()

    # --- updates by pulses ---

    @property
    def step(self) -> float:
        """The change of a weight by one wanted pulse, on average at the middle conductance."""
        return self._programmed.step / self.k * (2 if self.differential and self.centred else 1)

    def update(self, dW: Any) -> Crossbar:
        """Change the weights by about ``dW`` in whole pulses, rounded by chance, one after the other; return the crossbar.

        In a pair that sits in the middle both devices move, half each. Where pulses step only upward (PCM) one of the two does,
        and both fill up: type ``program(weights)`` from time to time.
        """
        cells = self._programmed
        dW = WEIGHT.array(dW, "Crossbar.update's dW")
        if dW.shape != cells.shape[1:]:
            raise ParameterError(f"Crossbar.update's dW has shape {dW.shape}; expected {cells.shape[1:]}.")
        wanted = dW / self.step
        return self._pulse(updates.whole_pulses(sign * wanted, self._pulsed) for sign in self._signs)

    @property
    def _signs(self) -> tuple[int, ...]:
        return (1, -1) if self.differential else (1,)

    def _pulse(self, planes: Iterable[tuple[np.ndarray, np.ndarray]]) -> Crossbar:
        for plane, (cells, signs) in enumerate(planes):
            n, joules = self._programmed.pulse(plane, cells, signs, self._pulsed)
            self.meter.add("cell write", n, joules, n * getattr(self.device, "t_pulse", WRITE[1]))
        return self._aged()

    def update_batch(self, X: Any, D: Any, rate: float = 1.0, slots: int = 31, each: bool = False) -> Crossbar:
        """Change the weights by about ``rate`` X^T D in coincidences of pulse trains of ``slots`` slots; return the crossbar.

        ``X`` is (batch, inputs) and ``D`` (batch, outputs), or one sample of each. All pulses of a batch are drawn at once, with their
        mean and variance; with ``each``, and for devices without steps, they come one after the other: wanted for few pulses, or
        for steps that are large beside the range of the weights.
        """
        cells = self._programmed
        X, D = (np.atleast_2d(INPUT.array(values, f"Crossbar.update_batch's {name}")) for name, values in (("X", X), ("D", D)))
        if (X.shape[1], D.shape[1]) != cells.shape[1:] or len(X) != len(D):
            raise ParameterError(f"Crossbar.update_batch's X and D have shapes {X.shape} and {D.shape}; expected (batch, {cells.shape[1]}) "
                                 f"and (batch, {cells.shape[2]}).")  # fmt: skip
        slots = SLOTS.whole(slots, "Crossbar.update_batch's slots")
        scale = RATE.number(rate, "Crossbar.update_batch's rate") / self.step
        most = abs(scale) * float((np.abs(X).max(1) * np.abs(D).max(1)).max())
        if most > slots:
            raise ParameterError(f"Crossbar.update_batch wants {most:.3g} pulses of one cell for a sample in {slots} slots; type a smaller "
                                 f"rate, or slots={int(np.ceil(most))}.")  # fmt: skip
        if each or not hasattr(self.device, "up"):
            for x, d in zip(X, D, strict=True):
                self._pulse(updates.coincidences(x, sign * d, scale, slots, self._pulsed) for sign in self._signs)
            return self
        n, joules = 0.0, 0.0
        for rows, pulses in updates.moments(X, D, scale, slots):
            n += float(pulses.both.sum())
            for plane, its in enumerate((pulses, pulses.reversed)[: len(self._signs)]):
                joules += cells.drawn_at_once(plane, rows, its, self._pulsed)
        n = round(n * len(self._signs))
        self.meter.add("cell write", n, joules, n * getattr(self.device, "t_pulse", WRITE[1]))
        return self._aged()

    # --- what it took ---

    @property
    def ledger(self) -> Ledger:
        """Counts of cells read, conversions and writing pulses so far; ``crossbar.ledger.bill(crossbar.prices)`` pays for them."""
        return self.meter.ledger()

    @property
    def prices(self) -> PriceList:
        """Prices of this chip: mean joules of its own reads and pulses, and Walden's figure of a conversion."""
        return self.meter.prices(self.adc_bits, self.merit)

    def __repr__(self) -> str:
        size = "not programmed" if self._cells is None else " × ".join(map(str, self._cells.shape[1:]))
        return f"Crossbar of {type(self.device).__name__}, {size}, seed {self.seed}"
