"""The memristor of the HP laboratories: a front between doped and undoped oxide, moved by the
current.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np

from ..model import Quantity, param, word
from ..units import GOhm, Ohm, V, kOhm, nm
from .continuous import Continuous, Stepper
from .device import kernel
from .windows import WINDOWS

AMPLITUDE = Quantity("V", "amplitude of the sine", 0.0, 10 * V, (0.1 * V, 2 * V))
FREQUENCY = Quantity("Hz", "frequency of the sine", 1e-15, 1e15, (1.0, 1000.0))


@dataclass(frozen=True, repr=False)
class HPMemristor(Continuous):
    r"""Linear-drift memristor: the share x of a film of thickness D that is doped conducts well,
    and grows with the charge.

    .. math::

        i = \frac{v}{M(x)}, \quad M(x) = R_{\mathrm{on}}\, x + R_{\mathrm{off}} (1 - x) \tag{1}
        \frac{dx}{dt} = \frac{\mu_v R_{\mathrm{on}}}{D^2}\, i\, f(x, i), \quad 0 \le x \le 1 \tag{2}

    with a window f of :mod:`~neurolib.devices.windows`. Without a window the memristance depends on
    the flux :math:`\varphi = \int v\, dt` alone, until x meets a bound; steps are then exact for
    any voltage that is held:

    .. math::

        M(\varphi) = \sqrt{M_0^2 - 2 k (R_{\mathrm{off}} - R_{\mathrm{on}}) \varphi},
            \quad k = \mu_v R_{\mathrm{on}} / D^2 \tag{3}

    Well above the frequency :math:`k \Delta R V_0 / M_0^2` a sine of amplitude :math:`V_0` leaves a
    line, with a lobe of area

    .. math::

        S \to \frac{k\, \Delta R\, V_0^3}{3 \pi f M_0^3} \tag{4}

    State x without unit, 0 off, 1 on. Source: D. B. Strukov et al., Nature 453:80 (2008),
    doi:10.1038/nature06932; L. O. Chua and S. M. Kang (1976), doi:10.1109/PROC.1976.10092. Used in
    chapter 4.
    """

    R_on: float = param(
        100 * Ohm, "Ohm", "resistance when fully doped", 1e-3 * Ohm, 1 * GOhm, (50 * Ohm, 1 * kOhm)
    )
    R_off: float = param(
        16 * kOhm, "kOhm", "resistance when undoped", 1e-3 * Ohm, 100 * GOhm, (1 * kOhm, 50 * kOhm)
    )
    mu_v: float = param(1e-14, "", "mobility of the dopants, m²/Vs", 1e-20, 1e-8, (1e-15, 1e-13))
    D: float = param(10 * nm, "nm", "thickness of the film", 0.1 * nm, 10e3 * nm, (5 * nm, 50 * nm))
    p: float = param(1.0, "", "exponent of the window", 0.1, 100.0, (1.0, 10.0))
    j: float = param(1.0, "", "height of Prodromakis's window", 1e-3, 1e3, (0.5, 5.0))
    window: str = word("none", "window", tuple(WINDOWS))

    state: ClassVar[tuple[str]] = ("x",)
    functions: ClassVar = {"window": WINDOWS}

    @kernel
    def current(x, v, R_on, R_off):
        return v / (R_on * x + R_off * (1 - x))  # (1)

    @kernel
    def flow(x, v, R_on, R_off, mu_v, D, p, j, window):
        i = v / (R_on * x + R_off * (1 - x))
        return mu_v * R_on / D**2 * i * window(x, i, p, j)  # (2)

    @kernel
    def leap(x, flux, R_on, R_off, mu_v, D):
        k, M_0 = mu_v * R_on / D**2, R_on * x + R_off * (1 - x)
        square = M_0**2 - 2 * k * (R_off - R_on) * flux
        M = np.sqrt(np.minimum(np.maximum(square, R_on**2), R_off**2))  # (3)
        return (R_off - M) / (R_off - R_on)

    def check(self) -> None:
        """Refuse a device that is no better a conductor on than off."""
        if self.R_off < 1.001 * self.R_on:
            raise self.misplaced("R_off", "more than", "R_on", f"R_off={160 * self.R_on:g}")

    def rest(self) -> float:
        """Return 0.1: the front near the undoped end (a teaching choice)."""
        return 0.1

    @property
    def k(self) -> float:
        """Change of state per charge, 1/C."""
        return self.mu_v * self.R_on / self.D**2

    def lobe_area(self, V_0: Any, f: Any, x0: Any = None) -> Any:
        """Return the area in V A of one lobe far above the critical frequency: equation (4)."""
        V_0, f = (
            AMPLITUDE.array(V_0, "HPMemristor.lobe_area's V_0"),
            FREQUENCY.array(f, "HPMemristor.lobe_area's f"),
        )
        M_0 = 1 / self.conductance(self.rest() if x0 is None else x0)
        return (self.k * (self.R_off - self.R_on) * V_0**3 / (3 * np.pi * f * M_0**3))[()]  # (4)

    def _inverse(self, G: Any) -> Any:
        return (self.R_off - 1 / G) / (self.R_off - self.R_on)

    def stepper(self, **other: Any) -> Stepper:
        """Return the exact step where there is no window."""
        if self.window != "none":
            return super().stepper(**other)
        return _flux_step(
            partial(self.leap, **other), partial(self.fill(HPMemristor.current), **other)
        )


def _flux_step(leap: Callable[..., Any], current: Callable[..., Any]) -> Stepper:
    """Return the step by flux: its integral over a half and over the whole step, by the rule that
    is exact for a cubic.
    """

    def step(x: Any, start: Any, middle: Any, end: Any, dt: float) -> tuple[Any, Any]:
        half = leap(x, dt / 24 * (5 * start + 8 * middle - end))
        y = leap(x, dt / 6 * (start + 4 * middle + end))
        power = (
            start * current(x, start) + 4 * middle * current(half, middle) + end * current(y, end)
        )
        return (float(y) if isinstance(x, float) else y), dt / 6 * power

    return step
