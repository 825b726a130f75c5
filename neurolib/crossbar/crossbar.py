"""A crossbar array: weights held as conductances, read in one step through converters, changed by
pulses; and what that took.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self, TypedDict, Unpack

import numpy as np

from ..energy import Ledger, Price, PriceList, conversion
from ..model import EDGE, SEED, ParameterError, Quantity, flag, meant
from ..noise import Flicker
from ..units import Hz, Ohm, V, fJ, kHz, kOhm, ns, pJ, s, show, year
from .cells import T_0, Cells, coincidences, moments, summable, whole_pulses
from .wires import Wires

OPTIONS = {
    "wire_resistance": Quantity(
        "Ohm", "resistance of a segment of wire", 0.0, 1000 * kOhm, (0.1 * Ohm, 10 * Ohm)
    ),
    "d2d": Quantity("", "spread of ln G from device to device", 0.0, 2.0, (0.0, 0.5)),
    "c2c": Quantity(
        "", "spread of a written conductance from cycle to cycle, relative", 0.0, 2.0, (0.0, 0.3)
    ),
    "drift": Quantity("", "mean drift exponent", -1.0, 1.0, (0.0, 0.1)),
    "drift_std": Quantity("", "spread of drift exponents", 0.0, 1.0, (0.0, 0.05)),
    "stuck_off": Quantity(
        "", "chance that a device is stuck at its smallest conductance", 0.0, 1.0, (0.0, 0.1)
    ),
    "stuck_on": Quantity(
        "", "chance that a device is stuck at its largest conductance", 0.0, 1.0, (0.0, 0.1)
    ),
    "read_noise": Quantity(
        "", "1/f noise of a conductance, one standard deviation, relative", 0.0, 2.0, (0.0, 0.1)
    ),
    "white_noise": Quantity(
        "", "noise of a conductance that is new at each reading, relative", 0.0, 2.0, (0.0, 0.1)
    ),
    "V_read": Quantity(
        "V", "voltage of a reading at full scale", 1e-6 * V, 5 * V, (0.05 * V, 0.5 * V)
    ),
    "t_read": Quantity("ns", "length of a reading", 1e-12 * s, 1 * s, (1 * ns, 1000 * ns)),
    "x_max": Quantity("", "input at full scale", 1e-30, 1e30, (0.5, 2.0)),
    "merit": Quantity("fJ", "energy of one conversion step", 0.0, 1000 * pJ, (1 * fJ, 100 * fJ)),
}


class Options(TypedDict, total=False):
    """The names and types of ``OPTIONS``, for checkers and for completion."""

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


USUAL = {"V_read": 0.2 * V, "t_read": 100 * ns, "x_max": 1.0, "merit": 50 * fJ}
WEIGHT = Quantity("", "weights", -1e30, 1e30, (-1.0, 1.0))
SHARE = Quantity("", "tolerance, relative to the range of conductances", 1e-6, 1.0, (0.005, 0.05))
ROUNDS = Quantity("", "rounds of reading back", 0.0, 1e6, (0.0, 8.0))
INPUT = Quantity("", "inputs", -1e30, 1e30, (-1.0, 1.0))
SIGNAL = Quantity("", "what is converted", -np.inf, np.inf, (-1.0, 1.0))
RANGE = Quantity("", "full scale of a converter", 1e-30, 1e30, (0.5, 2.0))
BITS = Quantity("", "bits of a converter", 2.0, 24.0, (4.0, 12.0))
RATE = Quantity("", "learning rate", -1e30, 1e30, (0.01, 1.0))
MOST_PULSES = 1e9  # of a cell in one update
SLOTS = Quantity("", "slots of a pulse train", 1.0, 1e6, (7.0, 127.0))
READS = Quantity("", "number of readings", 0.0, 1e30, (1.0, 1e6))
AGE = Quantity("s", "time since the array was written", 1e-9 * s, 1e4 * year, (1 * s, 1e6 * s))
FINE = 16  # bits: a converter with no more rounds away what single precision leaves out
WRITE = 1 * V, 100 * ns  # a writing pulse of a device without pulses of its own: a teaching choice
BAND = 1e-5 * Hz, 1 * kHz  # of the 1/f noise
PRICED = {
    "cell read": "One cell during one reading, the mean of this run: Joule heat of the cell, and "
    "of "
    "its wires where they have a "
    "resistance.",
    "cell write": "One pulse on one cell, the mean of this run.",
}


def quantise(x: Any, bits: int, full_scale: float = 1.0, zero: bool = False) -> np.ndarray:
    r"""Return ``x`` as a converter of ``bits`` bits gives it: symmetric, uniform, and saturated
    beyond its range.

    Over the range from −F to F, the ``full_scale``, a converter without a ``zero`` has :math:`2^b`
    levels, one with a zero :math:`2^b - 1`:

    .. math::

        \hat x = \Delta \left(\left\lfloor \frac{x}{\Delta} \right\rfloor + \tfrac{1}{2}\right),
            \quad \Delta = \frac{2F}{2^b} \tag{3}
        \hat x = \Delta\, \mathrm{round}\!\left(\frac{x}{\Delta}\right),
            \quad \Delta = \frac{2F}{2^b - 2} \tag{4}

    (3) has the mean square error :math:`\Delta^2/12`, which for a sine of full scale is 6.02 b +
    1.76 dB below the signal. (4) leaves a row that is given nothing without a voltage: drivers of
    rows are of this kind.

    Raises :class:`ParameterError` for bits that are no whole number from 2 to 24 and for a full
    scale that is not above 0. Source: W. R. Bennett, Bell System Technical Journal 27:446 (1948),
    doi:10.1002/j.1538-7305.1948.tb01340.x. Used in chapter 5.
    """
    bits, full_scale = (
        BITS.whole(bits, "quantise's bits"),
        RANGE.number(full_scale, "quantise's full_scale"),
    )
    return rounded(SIGNAL.array(x, "quantise's x"), bits, full_scale, flag(zero, "quantise's zero"))


def rounded(x: np.ndarray, bits: int, full_scale: float, zero: bool) -> np.ndarray:
    """Return equation (3) or (4) of arguments that were checked."""
    half = 2 ** (bits - 1)
    if zero:
        step = full_scale / (half - 1)
        y = np.rint(x * (1 / step))  # (4)
        return np.asarray(np.minimum(np.maximum(y, 1.0 - half), half - 1.0) * step)
    step = full_scale / half
    y = np.floor(x * (1 / step))  # (3)
    return np.asarray((np.minimum(np.maximum(y, -half), half - 1.0) + 0.5) * step)


@dataclass
class Meter:
    """Counts of readings of cells, conversions and writing pulses; joules of the first and the
    last; seconds of both.
    """

    counts: dict[str, int] = field(
        default_factory=lambda: {"cell read": 0, "conversion": 0, "cell write": 0}
    )
    joules: dict[str, float] = field(default_factory=lambda: {"cell read": 0.0, "cell write": 0.0})
    seconds: float = 0.0

    def add(self, component: str, count: int, joules: float = 0.0, seconds: float = 0.0) -> None:
        """Note operations of one kind."""
        self.counts[component] += int(count)
        if component in self.joules:
            self.joules[component] += joules
        self.seconds += seconds

    def ledger(self) -> Ledger:
        """Return the counts."""
        return Ledger(
            {(what, "crossbar"): n for what, n in self.counts.items()}, max(self.seconds, 1e-9)
        )

    def prices(self, adc_bits: int | None, merit: float) -> PriceList:
        """Return the mean prices of what was done, and Walden's of a conversion."""
        source = "G V² t of the cells of this run; conductances and voltages are its own."
        means = {what: joules / max(self.counts[what], 1) for what, joules in self.joules.items()}
        cells = [
            Price(what, means[what], text, source, "simulated") for what, text in PRICED.items()
        ]
        return PriceList(
            "crossbar",
            (*cells, conversion(adc_bits or 8, merit)),
            "Drivers, amplifiers and control are left out.",
        )


class Reading(NamedTuple):
    """What readings at one time share: weights in S, the same as they are multiplied, sums along
    rows, squares, wires.
    """

    weights: np.ndarray
    factors: np.ndarray
    rows: np.ndarray
    squares: np.ndarray | None
    wires: list[Wires]


class Crossbar:
    r"""An array of devices whose conductances are weights, read by Ohm's and Kirchhoff's laws.

    Rows are driven with voltages, columns add up currents (Ohm and Kirchhoff). A weight is a
    difference of two devices:

    .. math::

        V_i = V_{\mathrm{read}}\, x_i / x_{\mathrm{max}}, \quad
        I_j = \sum_i V_i\, (G^+_{ij} - G^-_{ij}) \tag{1}
        y_j = \frac{x_{\mathrm{max}}}{k V_{\mathrm{read}}} I_j, \quad
        k = (G_{\mathrm{max}} - G_{\mathrm{min}}) / w_{\mathrm{max}} \tag{2}

    Devices whose pulses step both ways sit in the middle, :math:`G^\pm = \bar G \pm k W / 2`; the
    others leave one of a pair at :math:`G_{\mathrm{min}}`:

    .. math::

        G^\pm_{ij} = G_{\mathrm{min}} + k \max(\pm W_{ij}, 0) \tag{5}

    With ``differential=False`` there is one device a weight, no weight is negative, and the current
    of :math:`G_{\mathrm{min}}` is taken off as an ideal dummy column would.

    All imperfections are off unless they are named. Used in chapter 5 and lab 2.

    Parameters
    ----------
    device : Device
        Model of the devices, as in ``SoftBounds()``.
    seed : int, default 0
        Seed of this chip: its devices, its defects and its noise.
    dac_bits : int, default None
        Bits of the converters of inputs; ``None`` is no rounding.
    adc_bits : int, default None
        Bits of the converters of outputs; ``None`` is no rounding.
    adc_range : float, default None
        Full scale of the output converters, in units of y; ``None`` is the largest possible y.
    adc_zero : bool, default None
        Whether the output converters have a level at 0, equation (4) of :func:`quantise`, or none,
        equation (3). ``None`` is with one in networks and without one for :meth:`read`.
    differential : bool, default True
        Whether a weight has two devices.
    read_disturb : bool, default False
        Whether the voltage of a reading moves the devices.
    age : float, default None
        Time between writing and the start of a network's run, s; ``None`` is the device's ``t_0``,
        or 20 s if it has none.
    **options : float
        ``wire_resistance``: resistance of a segment of wire, Ω, default 0. ``d2d``: spread of ln G
        from device to device, default 0. ``c2c``: relative spread of a written conductance from
        cycle to cycle, default 0; pulses have that of the device. ``drift`` and ``drift_std``: mean
        and spread of the drift exponent, default 0; PCM has a mean of its own. ``stuck_off`` and
        ``stuck_on``: chance that a device is stuck at its smallest or largest conductance, default
        0. ``read_noise``: relative 1/f noise, correlated in time, default 0. ``white_noise``:
        relative noise that is new at each reading, default 0. ``V_read``: voltage of a reading at
        full scale, V, default 0.2 V. ``t_read``: length of a reading, s, default 100 ns. ``x_max``:
        input at full scale, default 1. ``merit``: energy of one conversion step, J, default 50 fJ.

    Raises
    ------
    ParameterError
        For values out of range and options that there are not.
    """

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
    _kept: tuple[Any, Reading] | None = None

    # --- made and written ---

    def __init__(
        self,
        device: Any,
        seed: int = 0,
        *,
        dac_bits: int | None = None,
        adc_bits: int | None = None,
        adc_range: float | None = None,
        adc_zero: bool | None = None,
        differential: bool = True,
        read_disturb: bool = False,
        age: float | None = None,
        **options: Unpack[Options],
    ) -> None:
        if isinstance(device, type) or not hasattr(device, "set_conductance"):
            raise ParameterError(
                f"Crossbar's device is {device!r:.60}; expected a device, as in "
                f"Crossbar(SoftBounds())."
            )
        if unknown := [name for name in options if name not in OPTIONS]:
            names = list(inspect.signature(Crossbar).parameters)[2:-1] + list(OPTIONS)
            hint = meant(unknown[0], names, 0.6)
            raise ParameterError(
                f"Crossbar has no option {unknown[0]}; it has {', '.join(names)}.{hint}"
            )
        self.device, self.seed = device, SEED.whole(seed, "Crossbar's seed")
        self.dac_bits, self.adc_bits = (
            None if bits is None else BITS.whole(bits, f"Crossbar's {name}")
            for name, bits in (("dac_bits", dac_bits), ("adc_bits", adc_bits))
        )
        self.adc_range = (
            None if adc_range is None else RANGE.number(adc_range, "Crossbar's adc_range")
        )
        self.adc_zero = None if adc_zero is None else flag(adc_zero, "Crossbar's adc_zero")
        self.differential, self.read_disturb = (
            flag(differential, "Crossbar's differential"),
            flag(read_disturb, "Crossbar's read_disturb"),
        )
        self.age = getattr(device, "t_0", T_0) if age is None else AGE.number(age, "Crossbar's age")
        given: Mapping[str, object] = options
        for name, quantity in OPTIONS.items():
            number = quantity.number(given.get(name, USUAL.get(name, 0.0)), f"Crossbar's {name}")
            setattr(self, name, number)
        if self.drift and "t" in inspect.signature(device.conductance).parameters:
            device_name = type(device).__name__
            raise ParameterError(
                f"Crossbar's drift is {self.drift:g}, but {device_name} drifts by an "
                f"exponent of its own; "
                f"type {device_name}(nu_amorphous={self.drift:g}), or leave drift out; "
                f"drift_std spreads the exponents of either."
            )
        if self.stuck_off + self.stuck_on > 1:
            raise ParameterError(
                "Crossbar's stuck_off and stuck_on add up to more than 1; expected "
                "chances of one device."
            )
        self._begin(np.random.SeedSequence(self.seed).spawn(4))

    def _begin(self, streams: Sequence[np.random.SeedSequence]) -> None:
        """Have nothing yet but streams of random numbers, one for each cause: what one draws does
        not move the others.
        """
        self._made, self._written, self._pulsed, self._read, *more = (
            np.random.Generator(np.random.SFC64(each)) for each in streams
        )
        self._noise = more[0] if more else self._made
        self.meter = Meter()
        self._cells: Cells | None = None
        self._now, self._epoch = 0.0, 0.0

    def fresh(self, *seeds: int) -> Crossbar:
        """Return this very chip, its devices and defects, before it was programmed.

        Parameters
        ----------
        *seeds : int
            Seeds of what its use has of chance; none for that of this chip.

        Returns
        -------
        Crossbar
            The chip.

        Raises
        ------
        ParameterError
            For seeds that are no whole numbers.
        """
        seeds = tuple(SEED.whole(seed, "Crossbar.fresh's seed") for seed in seeds)
        chip = copy.copy(self)
        chip._kept = None
        chip._begin(
            [
                np.random.SeedSequence(self.seed).spawn(1)[0],
                *np.random.SeedSequence((self.seed, *seeds)).spawn(4),
            ]
        )
        return chip

    def program(
        self, W: Any, w_max: float | None = None, verify: int = 0, tolerance: float = 0.01
    ) -> Self:
        """Write weights into the devices.

        Parameters
        ----------
        W : array of shape (inputs, outputs)
            Weights.
        w_max : float, default None
            Weight at the ends of the conductances; ``None`` is the largest in ``W``.
        verify : int, default 0
            Rounds in which each device is read and, if it is off, written again by what is missing.
        tolerance : float, default 0.01
            Error from which on a device is written again, relative to the range of conductances.

        Returns
        -------
        Crossbar
            The crossbar itself.

        Raises
        ------
        ParameterError
            For values out of range and weights that are no matrix.
        """
        W = np.atleast_2d(WEIGHT.array(W, "Crossbar.program's W"))
        if W.ndim != 2:
            raise ParameterError(
                f"Crossbar.program's W has shape {W.shape}; expected (inputs, outputs)."
            )
        if not self.differential and W.min() < 0:
            raise ParameterError(
                f"Crossbar.program's W goes down to {W.min():g} with one device a "
                f"weight; expected 0 or more."
            )
        self.w_max = RANGE.number(
            (float(np.abs(W).max()) or 1.0) if w_max is None else w_max, "Crossbar.program's w_max"
        )
        if np.abs(W).max() > self.w_max * (1 + EDGE):
            raise ParameterError(
                f"Crossbar.program's W goes to {np.abs(W).max():g}; expected "
                f"w_max={self.w_max:g} or less."
            )
        cells, W = self._placed(W.shape), np.clip(W, -self.w_max, self.w_max)
        target = self._targets(W)
        self._write(target, ...)
        for _ in range(ROUNDS.whole(verify, "Crossbar.program's verify")):
            low, high = self._programmed.ends
            missing = target - cells.conductance()
            self.meter.add(
                "cell read",
                missing.size,
                float(cells.conductance().sum()) * self.V_read**2 * self.t_read,
            )
            off = np.abs(missing) > SHARE.number(tolerance, "Crossbar.program's tolerance") * (
                high - low
            )
            if not off.any():
                break
            missing = missing[off] * (1 + self.c2c * self._written.standard_normal(int(off.sum())))
            self._write(
                self.device.conductance(cells.x[off])
                + missing / np.broadcast_to(cells.factor, cells.shape)[off],
                off,
                0.0,
            )
        self._largest = float(np.abs(W).sum(0).max()) * self.x_max or 1.0
        return self._aged()

    def _placed(self, shape: tuple[int, ...]) -> Cells:
        if self._cells is None:
            self._cells = Cells(
                self.device,
                (1 + self.differential, *shape),
                self._made,
                self.d2d,
                (self.drift, self.drift_std),
                (self.stuck_off, self.stuck_on),
            )
            if self.read_noise:
                self._flicker = Flicker(self._cells.shape, *BAND, self._noise)
        if self._cells.shape[1:] != shape:
            raise ParameterError(
                f"Crossbar.program's W has shape {shape}, but this chip is "
                f"{self._cells.shape[1:]}; type Crossbar(…) for a new one."
            )
        return self._cells

    def _targets(self, W: np.ndarray) -> np.ndarray:
        low, high = self._programmed.ends
        if not self.differential:
            return np.asarray(low + self.k * W)[None]
        if self.centred:
            return np.stack([(low + high) / 2 + sign * self.k / 2 * W for sign in (1, -1)])
        return np.stack([low + self.k * np.maximum(sign * W, 0.0) for sign in (1, -1)])  # (5)

    def _write(self, G: np.ndarray, where: Any, c2c: float | None = None) -> None:
        cells = self._programmed
        joules = cells.write(G, self._written, self.c2c if c2c is None else c2c, where)
        if not cells.pulsed:
            joules = (
                float(np.sum(self.device.conductance(cells.x[where]))) * WRITE[0] ** 2 * WRITE[1]
            )
        self.meter.add(
            "cell write", G.size, joules, G.size * getattr(self.device, "t_pulse", WRITE[1])
        )

    def _aged(self) -> Self:
        self._epoch += self._now
        self._now = 0.0
        return self

    @property
    def k(self) -> float:
        """Conductance for a weight of 1, S: equation (2)."""
        low, high = self._programmed.ends
        return (high - low) / self.w_max

    @property
    def centred(self) -> bool:
        """Whether a pair of devices sits in the middle of its conductances: where pulses make steps
        both ways.
        """
        return hasattr(self.device, "pulse") and not getattr(self.device, "unipolar", False)

    @property
    def _programmed(self) -> Cells:
        if self._cells is None:
            raise ParameterError(
                "This crossbar holds no weights yet; type crossbar.program(W) first."
            )
        return self._cells

    # --- reading ---

    @property
    def zero_in_networks(self) -> bool:
        """Whether the converters have a level at 0 in a network: unless ``adc_zero`` is False."""
        return self.adc_zero is not False

    def read(self, x: Any, t: float | None = None, zero: bool | None = None) -> np.ndarray:
        """Return the outputs of the array for one input or a batch of inputs.

        Parameters
        ----------
        x : array of shape (inputs,) or (batch, inputs)
            Inputs, of which a batch is read at once; booleans are spikes.
        t : float, default None
            Time since the last writing, s. With ``None`` no time passes after the last reading, and
            the first one is at the ``t_0`` of the device, or at 20 s if it has none.
        zero : bool, default None
            Whether the converters have a level at 0; ``None`` is ``adc_zero`` of the crossbar.

        Returns
        -------
        array of shape (outputs,) or (batch, outputs)
            Outputs, in the unit of a weight times an input.

        Raises
        ------
        ParameterError
            For shapes that do not fit, times out of range, and before :meth:`program`.
        """
        zero = bool(self.adc_zero) if zero is None else flag(zero, "Crossbar.read's zero")
        cells = self._programmed
        if isinstance(x, (list, tuple)) and x and all(isinstance(each, bool) for each in x):
            x = np.array(x)
        if isinstance(x, np.ndarray) and x.dtype == bool:  # spikes
            x = x.astype(float)
        x = (
            x
            if type(x) is np.ndarray and x.dtype.kind == "f"
            else INPUT.array(x, "Crossbar.read's x")
        )
        if x.ndim not in (1, 2) or x.shape[-1] != cells.shape[1] or not np.isfinite(np.vdot(x, x)):
            INPUT.array(x, "Crossbar.read's x")
            raise ParameterError(
                f"Crossbar.read's x has shape {x.shape}; expected ({cells.shape[1]},) "
                f"or (batch, {cells.shape[1]})."
            )
        V_read, x_max = self.V_read, self.x_max
        if self.dac_bits:
            x = rounded(x, self.dac_bits, x_max, zero=True)
        V = x * (V_read / x_max)
        y = self._outputs(V, self._at(self._time(t)), zero)
        if self.read_disturb:
            for voltages in np.atleast_2d(V):
                cells.disturb(voltages, self.t_read)
        return y

    def _outputs(self, V: np.ndarray, at: Reading, zero: bool) -> np.ndarray:
        """Return y of the rows of a reading, driven with ``V``, as the converters give it."""
        y = self._currents(V, at) * (self.x_max / (self.k * self.V_read))  # (2)
        if self.adc_bits:
            y = rounded(y, self.adc_bits, self.adc_range or self._largest, zero)
            self.meter.add("conversion", y.size)
        return y

    def _time(self, t: float | None) -> float:
        if t is None:
            self._now = self._now or self._programmed.t_0
            return self._now
        t = AGE.number(t, "Crossbar.read's t")
        if t < self._now and self.read_noise:
            raise ParameterError(
                f"Crossbar.read's t is {show(t, 's')}, before the last reading, "
                f"{show(self._now, 's')}: noise knows no way back."
            )
        self._now = t
        return t

    def _conductances(self, t: Any, where: Any = ..., now: float | None = None) -> np.ndarray:
        """Return the conductances of some devices ``t`` after writing, with the noise of time
        ``now``.
        """
        G = self._programmed.conductance(t, where)
        if noise := self.read_noise:
            G = np.maximum(
                G * (1 + noise * self._flicker.at(self._epoch + t if now is None else now)[where]),
                0.0,
            )
        return G

    def _at(self, t: float) -> Reading:
        """Return what readings at ``t`` share, worked out once."""
        key = t, self._programmed.version
        if self._kept is None or self._kept[0] != key:
            self._kept = key, self._reading(self._conductances(t))
        return self._kept[1]

    def _reading(self, G: np.ndarray) -> Reading:
        weights = G[0] - (G[1] if self.differential else self._programmed.ends[0])
        factors = weights.astype(np.float32) if self.adc_bits and self.adc_bits <= FINE else weights
        # single precision does for a spread
        squares = (G**2).sum(0).astype(np.float32) if self.white_noise else None
        wires = [Wires(plane, self.wire_resistance) for plane in G] if self.wire_resistance else []
        return Reading(weights, factors, G.sum((0, 2)), squares, wires)

    def _currents(self, V: np.ndarray, at: Reading) -> np.ndarray:
        if at.wires:
            both = [wire.both(V) for wire in at.wires]
            I = both[0][0] - (
                both[1][0]
                if self.differential
                else self._programmed.ends[0] * V.sum(-1, keepdims=True)
            )
            power = sum(float(np.vdot(V, entering)) for _, entering in both)
        else:
            # (1)
            I = (V.astype(at.factors.dtype, copy=False) @ at.factors).astype(float, copy=False)
            power = float((V * V @ at.rows).sum())
        if at.squares is not None:
            I = I + self.white_noise * np.sqrt(
                (V * V).astype(np.float32) @ at.squares
            ) * self._read.standard_normal(I.shape)
        batch = V.size // V.shape[-1]
        self.meter.add(
            "cell read",
            batch * (1 + self.differential) * at.weights.size,
            power * self.t_read,
            batch * self.t_read,
        )
        return np.asarray(I)

    def disturb(self, x: Any, reads: float) -> None:
        """Let the voltages of a reading act as often as in many readings.

        Devices with a threshold do not move, nor do pulsed devices.

        Parameters
        ----------
        x : array of shape (inputs,)
            Input of the reading.
        reads : float
            Number of readings.

        Raises
        ------
        ParameterError
            For a shape that does not fit, and numbers out of range.
        """
        V = INPUT.array(x, "Crossbar.disturb's x") * (self.V_read / self.x_max)
        if V.shape != self._programmed.shape[1:2]:
            raise ParameterError(
                f"Crossbar.disturb's x has shape {V.shape}; expected {self._programmed.shape[1:2]}."
            )
        self._programmed.disturb(V, READS.number(reads, "Crossbar.disturb's reads") * self.t_read)

    @property
    def weights(self) -> np.ndarray:
        """The weights as they are now, without wires, converters and white noise."""
        return np.asarray(self._at(self._time(None)).weights / self.k)

    @property
    def stuck(self) -> np.ndarray:
        """−1 where a device is stuck at its smallest conductance, 1 at its largest, else 0;
        (devices a weight, inputs, outputs).
        """
        cells = self._programmed
        return np.zeros(cells.shape, np.int8) if cells.stuck is None else cells.stuck.copy()

    # --- updates by pulses ---

    @property
    def step(self) -> float:
        """The change of a weight by one wanted pulse, on average at the middle conductance."""
        return self._programmed.step / self.k * (2 if self.differential and self.centred else 1)

    def update(self, dW: Any) -> Crossbar:
        """Change the weights in whole pulses, rounded by chance, one after the other.

        In a pair of devices that sits in the middle of the range, both move, half each. If pulses
        step only upward (PCM), one of the two moves, and both fill up: type ``program(weights)``
        from time to time.

        Parameters
        ----------
        dW : array of shape (inputs, outputs)
            Changes that are wanted; they come about on average.

        Returns
        -------
        Crossbar
            The crossbar itself.

        Raises
        ------
        ParameterError
            For a shape that does not fit, numbers out of range, and before :meth:`program`.
        """
        cells = self._programmed
        dW = WEIGHT.array(dW, "Crossbar.update's dW")
        if dW.shape != cells.shape[1:]:
            raise ParameterError(
                f"Crossbar.update's dW has shape {dW.shape}; expected {cells.shape[1:]}."
            )
        wanted = dW / self.step
        if not (most := float(np.abs(wanted).max(initial=0.0))) <= MOST_PULSES:
            raise ParameterError(
                f"Crossbar.update's dW is up to {np.abs(dW).max():.3g}, which takes "
                f"{most:.3g} pulses of a cell, because one changes a "
                f"weight by {self.step:.3g}; expected at most {MOST_PULSES:.0e} pulses. "
                f"Type a smaller dW, or program(W)."
            )
        return self._pulse(whole_pulses(sign * wanted, self._pulsed) for sign in self._signs)

    @property
    def _signs(self) -> tuple[int, ...]:
        return (1, -1) if self.differential else (1,)

    def _pulse(self, planes: Iterable[tuple[np.ndarray, np.ndarray]]) -> Crossbar:
        for plane, (cells, signs) in enumerate(planes):
            n, joules = self._programmed.pulse(plane, cells, signs, self._pulsed)
            self.meter.add("cell write", n, joules, n * getattr(self.device, "t_pulse", WRITE[1]))
        return self._aged()

    def update_batch(
        self, X: Any, D: Any, rate: float = 1.0, slots: int = 31, each: bool = False
    ) -> Crossbar:
        """Change the weights by an outer product, in coincidences of pulse trains.

        The pulses of a batch are drawn at once, with their mean and variance.

        Parameters
        ----------
        X : array of shape (inputs,) or (batch, inputs)
            Inputs.
        D : array of shape (outputs,) or (batch, outputs)
            Errors of the outputs.
        rate : float, default 1.0
            Learning rate: the weights change by ``rate`` X^T D on average.
        slots : int, default 31
            Slots of a pulse train.
        each : bool, default False
            Whether pulses come one after the other, as they do for devices without steps. It is
            needed for few pulses, and for steps that are large beside the range of the weights.

        Returns
        -------
        Crossbar
            The crossbar itself.

        Raises
        ------
        ParameterError
            For shapes that do not fit, numbers out of range, and before :meth:`program`.
        """
        cells = self._programmed
        X, D = (
            np.atleast_2d(INPUT.array(values, f"Crossbar.update_batch's {name}"))
            for name, values in (("X", X), ("D", D))
        )
        if (
            not X.ndim == D.ndim == 2
            or (X.shape[1], D.shape[1]) != cells.shape[1:]
            or len(X) != len(D)
        ):
            raise ParameterError(
                f"Crossbar.update_batch's X and D have shapes {X.shape} and {D.shape}; "
                f"expected (batch, {cells.shape[1]}) "
                f"and (batch, {cells.shape[2]})."
            )
        slots = SLOTS.whole(slots, "Crossbar.update_batch's slots")
        scale = RATE.number(rate, "Crossbar.update_batch's rate") / self.step
        most = abs(scale) * float((np.abs(X).max(1) * np.abs(D).max(1)).max())
        if most > slots:
            raise ParameterError(
                f"Crossbar.update_batch wants {most:.3g} pulses of one cell for a sample in "
                f"{slots} slots; type a smaller "
                f"rate, or slots={int(np.ceil(most))}."
            )
        if flag(each, "Crossbar.update_batch's each") or not summable(self.device):
            for x, d in zip(X, D, strict=True):
                self._pulse(
                    coincidences(x, sign * d, scale, slots, self._pulsed) for sign in self._signs
                )
            return self
        n, joules = 0.0, 0.0
        for rows, pulses in moments(X, D, scale, slots):
            n += float(pulses.both.sum())
            for plane, its in enumerate((pulses, pulses.reversed)[: len(self._signs)]):
                joules += cells.drawn_at_once(plane, rows, its, self._pulsed)
        n = round(n * len(self._signs))
        self.meter.add("cell write", n, joules, n * getattr(self.device, "t_pulse", WRITE[1]))
        return self._aged()

    # --- what it took ---

    @property
    def ledger(self) -> Ledger:
        """Counts of cells read, conversions and writing pulses so far;
        ``crossbar.ledger.bill(crossbar.prices)`` pays for them.
        """
        return self.meter.ledger()

    @property
    def prices(self) -> PriceList:
        """Prices of this chip: mean joules of its own reads and pulses, and Walden's figure of a
        conversion.
        """
        return self.meter.prices(self.adc_bits, self.merit)

    def __repr__(self) -> str:
        size = (
            "not programmed" if self._cells is None else " × ".join(map(str, self._cells.shape[1:]))
        )
        return f"Crossbar of {type(self.device).__name__}, {size}, seed {self.seed}"
