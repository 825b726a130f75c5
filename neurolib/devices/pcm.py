"""Phase-change memory (PCM): a crystalline fraction, SET and RESET by Joule heat, and the
conductance drift of the amorphous phase.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np

from ..model import ParameterError, Quantity, param, word
from ..units import K, V, day, kOhm, mA, ns, s, show, uS, year
from .continuous import MOST, Continuous, Stepper, TooStiff
from .device import kernel
from .mixing import MIXTURES, fraction
from .pulsed import SIGN, varied

TIME = Quantity("ns", "length of a pulse", 0.0, 1 * s, (10 * ns, 1000 * ns))
CURRENT = Quantity("mA", "current of a pulse", 0.0, 1.0, (0.1 * mA, 1 * mA))
FRACTION = Quantity("", "crystalline fraction", 0.0, 1.0)
NEARLY_ONE = 1 - 2.0**-53
PART = 1 / 8  # of the width of (3): the largest change of temperature in a sub-step
AGE = Quantity("s", "time since programming", 1e-9, 1e4 * year, (1 * s, 1 * day))


def growth_rate(v, T_0, T_m, R_th, R_dyn, V_th, K_max, T_opt, sigma_T):
    """Return how fast crystal grows under a voltage, 1/s: equations (2) and (3)."""
    T = T_0 + R_th * v**2 / R_dyn
    return K_max * np.exp(-(((T - T_opt) / sigma_T) ** 2)) * (T < T_m) * (np.abs(v) >= V_th)


def heating(T, T_0, R_th, R_dyn):
    """Return the current in A that heats a cell to a temperature: equation (2) solved."""
    return np.sqrt((T - T_0) / (R_th * R_dyn))


def amorphous_log(f):
    """Return −ln(1 − f), to full precision also where hardly anything has crystallised, and finite
    where all has.
    """
    return -np.log1p(-np.minimum(np.maximum(f, 0.0), NEARLY_ONE))


@dataclass(frozen=True, repr=False)
class PCM(Continuous):
    r"""Phase-change cell: a crystalline fraction f, on which the conductance depends, grows at
    moderate heat and melts at strong heat.

    Below a threshold voltage the cell stays cold and is read; above it, it conducts well in every
    state, and heats up. A pulse of current does so from :math:`i = G(f)\, V_{\mathrm{th}}` on,
    where the voltage that it needs in the cold cell is the threshold:

    .. math::

        i = G(f)\, v \;\text{ for } |v| < V_{\mathrm{th}}, \quad v / R_{\mathrm{dyn}} \text{ above}
            \tag{1}
        T = T_0 + R_{\mathrm{th}}\, R_{\mathrm{dyn}}\, i^2 \tag{2}
        K = K_{\mathrm{max}}\, e^{-((T - T_{\mathrm{opt}})/\sigma_T)^2} \;\text{ where heated, and }
            T < T_m \tag{3}
        \frac{df}{dt} = n K\, (1 - f) \left[-\ln(1 - f)\right]^{(n - 1)/n} \tag{4}
        f \leftarrow 1 - \exp\left(-\left(\left[-\ln(1 - f)\right]^{1/n} + K t\right)^n\right)
            \tag{5}

    (5) solves (4): SET pulses add up. A current above :math:`I_m` melts a share m, of which the
    falling edge of length :math:`t_q` lets a share r crystallise again. RESET is abrupt, and a
    second one changes nothing:

    .. math::

        m = \frac{\ln (i / I_m)}{\ln (I_{\mathrm{max}} / I_m)},
            \quad I_m^2 = \frac{T_m - T_0}{R_{\mathrm{th}} R_{\mathrm{dyn}}} \tag{6}
        f \leftarrow \min\left(f,\, 1 - m (1 - r)\right) \tag{7}
        r = 1 - \exp\left(-\left[\frac{t_q}{T_m - T_0} \int_{T_0}^{T_m} K\, dT\right]^n\right)
            \tag{8}

    The conductance of the amorphous phase drifts: with t the time since programming, it falls for
    :math:`\nu > 0`. The drift exponent of the whole cell follows from its mixture G(f) of
    :mod:`~neurolib.devices.mixing`:

    .. math::

        G_a(t) = G_a \left(\frac{t}{t_0}\right)^{-\nu_{\mathrm{amorphous}}},
            \quad \nu_{\mathrm{cell}} = -\frac{d \ln G}{d \ln t} \tag{9}

    State f, 0 amorphous, 1 crystalline. The bell shape of (3) follows A. Sebastian, M. Le Gallo and
    D. Krebs, Nature Communications 5:4314 (2014), doi:10.1038/ncomms5314; its numbers, the heat's,
    G_a and the threshold are teaching choices, and its foot at room temperature is left out. G_c:
    V. Joshi et al. (2020), doi:10.1038/s41467-020-16108-9. Used in chapters 4 and 5.
    """

    G_c: float = param(
        25 * uS, "uS", "conductance of the crystalline phase", 1e-12, 0.1, (5 * uS, 100 * uS)
    )
    G_a: float = param(
        0.1 * uS, "uS", "conductance of the amorphous phase at t_0", 1e-15, 0.1, (0.01 * uS, 1 * uS)
    )
    nu_amorphous: float = param(
        0.1, "", "drift exponent of the amorphous phase", 0.0, 1.0, (0.0, 0.2)
    )
    t_0: float = param(
        20 * s, "s", "time after programming at which G_a holds", 1e-9, 1e6, (1 * s, 100 * s)
    )
    V_th: float = param(
        0.5 * V, "V", "threshold of switching to good conduction", 0.15 * V, 5 * V, (0.3 * V, 1 * V)
    )
    R_dyn: float = param(
        2 * kOhm, "kOhm", "resistance above threshold", 1.0, 1e6, (0.5 * kOhm, 10 * kOhm)
    )
    R_th: float = param(2.4e6, "", "thermal resistance, K/W", 1e3, 1e9, (1e6, 1e7))
    T_0: float = param(300 * K, "K", "ambient temperature", 200 * K, 500 * K, (250 * K, 400 * K))
    T_m: float = param(890 * K, "K", "melting temperature", 501 * K, 3000 * K, (800 * K, 1000 * K))
    K_max: float = param(2e7, "", "fastest growth, 1/s", 1.0, 1e12, (1e6, 1e8))
    T_opt: float = param(
        700 * K, "K", "temperature of fastest growth", 300 * K, 3000 * K, (600 * K, 800 * K)
    )
    sigma_T: float = param(
        80 * K, "K", "width of the growth bell", 1 * K, 1000 * K, (40 * K, 160 * K)
    )
    n: float = param(1.0, "", "Avrami exponent", 1.0, 10.0, (1.0, 4.0))
    I_max: float = param(0.7 * mA, "mA", "current that melts all", 1e-6, 1.0, (0.4 * mA, 1 * mA))
    I_reset: float = param(
        0.5 * mA, "mA", "current of a RESET pulse", 0.0, 1.0, (0.3 * mA, 0.7 * mA)
    )
    t_reset: float = param(
        50 * ns, "ns", "length of a RESET pulse", 1e-12, 1.0, (10 * ns, 200 * ns)
    )
    t_set: float = param(5 * ns, "ns", "length of a SET pulse", 1e-12, 1.0, (1 * ns, 50 * ns))
    c2c: float = param(
        0.0, "", "spread of a SET pulse from cycle to cycle, relative", 0.0, 5.0, (0.0, 0.5)
    )
    mixing: str = word("bruggeman", "law of the mixture", tuple(MIXTURES))

    state: ClassVar[tuple[str]] = ("f",)
    functions: ClassVar = {"mixing": MIXTURES}
    unipolar: ClassVar[bool] = True  # Joule heat does not depend on the sign

    @kernel
    def current(f, v, G_c, G_a, V_th, R_dyn, mixing):
        hot = np.abs(v) >= V_th
        return v * (hot / R_dyn + (1 - hot) * mixing(f, G_c, G_a))  # (1)

    @kernel
    def temperature(i, T_0, R_th, R_dyn):
        return T_0 + R_th * R_dyn * i**2  # (2)

    @kernel
    def flow(f, v, T_0, T_m, R_th, R_dyn, V_th, K_max, T_opt, sigma_T, n):
        rate = growth_rate(v, T_0, T_m, R_th, R_dyn, V_th, K_max, T_opt, sigma_T)  # (3)
        return n * rate * (1 - f) * amorphous_log(f) ** ((n - 1) / n)  # (4)

    @kernel
    def leap(f, growth, n):
        grown = -np.expm1(-((amorphous_log(f) ** (1 / n) + growth) ** n))  # (5)
        unchanged = (growth <= 0) | (f >= 1)  # and so is every bit
        return np.where(unchanged, f, grown)

    @kernel
    def melted(i, T_0, T_m, R_th, R_dyn, I_max):
        I_m = heating(T_m, T_0, R_th, R_dyn)
        share = np.log(np.maximum(i, I_m) / I_m) / np.log(I_max / I_m)
        return np.minimum(share, 1.0)  # (6)

    @kernel
    def quenched(f, melted, recrystallised):
        return np.minimum(f, 1 - melted * (1 - recrystallised))  # (7)

    def check(self) -> None:
        """Refuse a crystalline phase that conducts no better than the amorphous one, and currents
        and temperatures out of order.
        """
        for low, high in ("G_a", "G_c"), ("T_0", "T_opt"), ("T_opt", "T_m"):
            if getattr(self, low) >= getattr(self, high):
                raise self.misplaced(low, "less than", high)
        if self.I_max <= self.melt_onset:
            raise ParameterError(
                f"PCM.I_max (current that melts all) is {show(self.I_max, 'A')}; "
                f"expected more than melts at all, "
                f"{show(self.melt_onset, 'A')}, as in I_max={2 * self.melt_onset / mA:.2g}*mA."
            )

    def rest(self) -> float:
        """Return 0: amorphous."""
        return 0.0

    @property
    def melt_onset(self) -> float:
        """Current that begins to melt the cell, A: equation (6)."""
        return float(self.fill(heating)(self.T_m))

    @property
    def I_set(self) -> float:
        """Current that heats to where crystal grows fastest, A: equation (2) solved."""
        return float(self.fill(heating)(self.T_opt))

    def set(self, f: Any, t: Any, i: Any = None) -> Any:
        """Return the state after a SET pulse of ``t`` seconds and ``i`` amperes (``I_set`` if none
        is given): equation (5).
        """
        f, t = FRACTION.array(f, "PCM.set's f"), TIME.array(t, "PCM.set's t")
        i = self.I_set if i is None else CURRENT.array(i, "PCM.set's i")
        return self.leap(f, self._growth_under(i, f) * t)[()]

    def reset(self, f: Any, i: Any = None, t_q: Any = 0.0) -> Any:
        """Return the state after a RESET pulse of ``i`` amperes whose falling edge takes ``t_q``
        seconds: equations (6) to (8).
        """
        i, f = (
            self.I_reset if i is None else CURRENT.array(i, "PCM.reset's i"),
            FRACTION.array(f, "PCM.reset's f"),
        )
        return self.quenched(f, self.melted(i) * self._heats(i, f), self.recrystallised(t_q))

    def _heats(self, i: Any, f: Any, **other: Any) -> Any:
        """Return whether a current heats a cell rather than flowing through it cold."""
        V_th = other.get("V_th", self.V_th)
        if np.all(i >= other.get("G_c", self.G_c) * V_th):
            return True  # in every state
        return i >= self.conductance(f, **other) * V_th

    def _growth_under(self, i: Any, f: Any, **other: Any) -> Any:
        """Return how fast crystal grows under a current, 1/s: equations (2) and (3)."""
        v = i * other.get("R_dyn", self.R_dyn)
        return self.fill(growth_rate)(v, **(other | {"V_th": 0.0})) * self._heats(i, f, **other)

    def recrystallised(self, t_q: Any) -> Any:
        """Return the share of a melt that crystallises while its temperature falls evenly from
        melting to ambient in ``t_q`` s.

        The melt cools by itself, through the whole bell of (3). In a run, whose heat follows the
        voltage, a cell is cold as soon as the voltage falls below ``V_th``: there the temperatures
        below that of ``V_th`` are left out.
        """
        ends = [math.erf((T - self.T_opt) / self.sigma_T) for T in (self.T_0, self.T_m)]
        area = self.K_max * self.sigma_T * math.sqrt(math.pi) / 2 * (ends[1] - ends[0])
        # (8)
        return 1 - np.exp(
            -(
                (TIME.array(t_q, "PCM.recrystallised's t_q") * area / (self.T_m - self.T_0))
                ** self.n
            )
        )

    def pulse(self, f: Any, sign: Any, rng: np.random.Generator | None = None, **other: Any) -> Any:
        """Return the state after one pulse: SET where ``sign`` is 1, RESET where it is −1, none
        where it is 0.

        Pulses are those of ``I_set``, ``t_set`` and ``I_reset``. ``f`` and ``sign`` are numbers or
        arrays; ``other`` gives parameters by name, one for each device.
        """
        f, sign = FRACTION.within(f, "PCM.pulse's f"), SIGN.within(sign, "PCM.pulse's sign")
        spread = varied(
            self.c2c, np.broadcast_shapes(np.shape(f), np.shape(sign)), rng, "PCM.pulse"
        )
        rate = self._growth_under(self.I_set, f, **other)
        grown = self.leap(f, rate * other.get("t_set", self.t_set) * spread, **other)
        i = other.get("I_reset", self.I_reset)
        molten = self.quenched(f, self.melted(i, **other) * self._heats(i, f, **other), 0.0)
        after = np.where(np.greater(sign, 0), grown, np.where(np.less(sign, 0), molten, f))
        return float(after) if after.ndim == 0 else after

    def pulse_energy(self, f: Any, sign: Any) -> Any:
        """Return the energy in J of one pulse, i² R_dyn t: of SET where ``sign`` is 1, of RESET
        where it is −1.
        """
        f, sign = (
            FRACTION.within(f, "PCM.pulse_energy's f"),
            SIGN.within(sign, "PCM.pulse_energy's sign"),
        )
        set_, reset = (
            i**2 * self.R_dyn * t
            for i, t in ((self.I_set, self.t_set), (self.I_reset, self.t_reset))
        )
        return np.where(
            np.greater(sign, 0), set_, np.where(np.less(sign, 0), reset, 0.0)
        ) + 0 * np.asarray(f)

    @staticmethod
    def aged(G_a: Any, t: Any, t_0: Any, nu_amorphous: Any) -> Any:
        """Return the conductance in S of the amorphous phase ``t`` seconds after programming."""
        return G_a * (t / t_0) ** -nu_amorphous  # (9)

    def conductance(self, x: Any, v: float | None = None, t: Any = None, **other: Any) -> Any:
        """Return the conductance in S, read with ``v`` volts ``t`` seconds after programming
        (``t_0`` if none is given).
        """
        if t is not None:
            age = AGE.array(t, "PCM.conductance's t")
            nu = other.pop("nu_amorphous", self.nu_amorphous)
            other["G_a"] = self.aged(other.get("G_a", self.G_a), age, self.t_0, nu)
        return super().conductance(x, v, **other)

    def exponent(self, f: Any, t: Any = None) -> Any:
        """Return the drift exponent of the whole cell at time ``t`` after programming: equation
        (9), by central difference.
        """
        f, t, step = (
            FRACTION.array(f, "PCM.exponent's f"),
            AGE.array(self.t_0 if t is None else t, "PCM.exponent's t"),
            1e-4,
        )
        early, late = (np.log(self.conductance(f, t=t * math.exp(sign * step))) for sign in (-1, 1))
        return (early - late) / (2 * step)

    def _inverse(self, G: Any) -> Any:
        return fraction(self.mixing, G, self.G_c, self.G_a)

    def stepper(self, **other: Any) -> Stepper:
        """Return the step in which heat follows the voltage: growth is exact, melting at once."""
        kernels = (
            self.fill(growth_rate),
            self.leap,
            self.melted,
            self.fill(PCM.current),
            self.temperature,
        )
        R_dyn, V_th = (other.get(name, getattr(self, name)) for name in ("R_dyn", "V_th"))
        bound = [partial(kernel, **other) for kernel in kernels]
        return _thermal_step(
            bound[0], bound[1], bound[2], bound[3], bound[4], R_dyn, V_th, self.sigma_T
        )


def _thermal_step(
    rate: Callable[..., Any],
    leap: Callable[..., Any],
    melted: Callable[..., Any],
    current: Callable[..., Any],
    temperature: Callable[..., Any],
    R_dyn: float,
    V_th: float,
    sigma_T: float,
) -> Stepper:
    """Return the step of a cell that grows by ``leap`` over the time integral of ``rate`` and melts
    where it is hot enough.

    It is exact under a constant voltage. A changing voltage is divided so finely that no part of
    the bell of (3) is skipped; the growth in a part is integrated by Simpson's rule, and what one
    part of a falling edge melts may crystallise in the rest of it.
    """

    def step(f: Any, start: Any, middle: Any, end: Any, dt: float) -> tuple[Any, Any]:
        a, b = middle - start, end - start
        heat = [temperature(v / R_dyn) for v in (start, middle, end)]
        parts = max(1, math.ceil(float(np.max(np.ptp(heat, axis=0))) / (PART * sigma_T)))
        if parts > MOST:
            raise TooStiff
        h, energy = dt / parts, 0.0 * f
        for k in range(parts):
            v, vm, w = (
                start + s * (4 * a - b) + s * s * (2 * b - 4 * a)
                for s in (k / parts, (k + 0.5) / parts, (k + 1) / parts)
            )
            highest = np.maximum(np.abs(v), np.abs(w))
            f = np.minimum(f, 1 - melted(highest / R_dyn) * (highest >= V_th))
            growth = h / 6 * (rate(v) + 4 * rate(vm) + rate(w))
            between, y = leap(f, growth / 2), leap(f, growth)
            energy = energy + h / 6 * (
                v * current(f, v) + 4 * vm * current(between, vm) + w * current(y, w)
            )
            f = y
        return (float(f) if np.ndim(f) == 0 else f), energy

    return step
