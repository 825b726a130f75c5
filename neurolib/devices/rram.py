"""Resistive memory (RRAM): the gap between a filament's tip and the electrode, and the resistance
in series with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np

from ..model import ParameterError, param
from ..units import K, Ohm, V, kOhm, mA, nm, show
from .continuous import Continuous, Stepper, runge_kutta
from .device import kernel

BOLTZMANN = 1.380649e-23 / 1.602176634e-19  # eV/K, exact since 2019


def cell_voltage(g, v, R_s, I_0, g_0, V_0):
    """Return the share of ``v`` that falls across the gap: equation (2), by Newton's method.

    The left side of (2) rises and bends upward with the cell's voltage, so the root is unique, and
    from any point above it Newton's steps fall onto it without passing it. Both terms are at most
    ``v``, which gives the point to start from.
    """
    a, U = R_s * I_0 / V_0 * np.exp(-g / g_0), np.abs(v) / V_0
    u = np.minimum(U, np.arcsinh(U / a))
    for _ in range(7):
        u = np.maximum(u - (u + a * np.sinh(u) - U) / (1 + a * np.cosh(u)), 0.0)
    return np.sign(v) * V_0 * u


@dataclass(frozen=True, repr=False)
class RRAM(Continuous):
    r"""Filament cell (Stanford–PKU model): a gap g that tunnelling crosses, ions move, and the
    current heats.

    With V the voltage across the gap and a resistance :math:`R_s` always in the loop:

    .. math::

        I = I_0\, e^{-g/g_0} \sinh(V / V_0) \tag{1}
        v = V + R_s I \tag{2}
        T = T_0 + R_{\mathrm{th}} |V I| \tag{3}
        \gamma = \gamma_0 - \beta\, (g / \mathrm{nm})^3,
            \quad 0 \text{ where } \gamma |V| / t_{\mathrm{ox}} < F_{\mathrm{min}} \tag{4}
        \frac{dg}{dt} = -\nu_0\, e^{-E_a / k T}
            \sinh\left(\frac{\gamma\, a_0\, q V}{t_{\mathrm{ox}}\, k T}\right),
            \quad g_{\mathrm{min}} \le g \le g_{\mathrm{max}} \tag{5}

    A positive voltage closes the gap. In the cell alone closing feeds itself and opening stifles
    itself: the field falls with the gap. The resistance in series turns that round, for it takes
    over the voltage as the gap closes: closing then slows, and stops where the field falls below
    :math:`F_{\mathrm{min}}`. So :math:`R_s` sets the state that a pulse leaves; without it an
    opening cell would carry more than 100 mA. ``F_min=0`` switches the second half of (4) off. The
    flow spans tens of decades; each sub-step changes g by :math:`g_0/50` at most. The random speed
    of the gap in the authors' code is left out: there it is drawn once a time step, so that its
    strength depends on the step.

    State g in m. Source: X. Guan, S. Yu and H.-S. P. Wong (2012), doi:10.1109/LED.2012.2210856; Z.
    Jiang et al. (2016), doi:10.1109/TED.2016.2545412; the default is that of the authors' Verilog-A
    code, version 1.0.0; R_s is a teaching choice. Used in chapter 4.
    """

    R_s: float = param(
        500 * Ohm, "Ohm", "resistance in series", 1 * Ohm, 1e9 * Ohm, (100 * Ohm, 10 * kOhm)
    )
    I_0: float = param(
        1 * mA, "mA", "amplitude of the tunnelling current", 1e-9, 1.0, (0.01 * mA, 10 * mA)
    )
    g_0: float = param(0.25 * nm, "nm", "tunnelling length", 0.01 * nm, 10 * nm, (0.1 * nm, 1 * nm))
    V_0: float = param(
        0.25 * V, "V", "curvature of the current", 0.05 * V, 10 * V, (0.1 * V, 1 * V)
    )
    nu_0: float = param(10.0, "", "attempt speed of the ions, m/s", 1e-6, 1e9, (1.0, 1000.0))
    E_a: float = param(0.6, "", "activation energy, eV", 0.1, 3.0, (0.4, 1.5))
    a_0: float = param(0.25 * nm, "nm", "hopping distance", 0.01 * nm, 2 * nm, (0.1 * nm, 0.5 * nm))
    t_ox: float = param(
        12 * nm, "nm", "thickness of the oxide", 1 * nm, 100 * nm, (5 * nm, 20 * nm)
    )
    gamma_0: float = param(16.0, "", "enhancement of the field at no gap", 1.0, 100.0, (5.0, 30.0))
    beta: float = param(0.8, "", "loss of enhancement with the gap", 0.0, 10.0, (0.0, 2.0))
    R_th: float = param(2.1e3, "", "thermal resistance, K/W", 0.0, 1e7, (0.0, 1e5))
    T_0: float = param(298 * K, "K", "ambient temperature", 200 * K, 600 * K, (250 * K, 400 * K))
    g_min: float = param(0.2 * nm, "nm", "smallest gap", 0.0, 10 * nm, (0.1 * nm, 0.5 * nm))
    g_max: float = param(1.7 * nm, "nm", "largest gap", 0.1 * nm, 20 * nm, (1 * nm, 2 * nm))
    F_min: float = param(1.4e9, "", "smallest field that moves ions, V/m", 0.0, 1e11, (0.0, 2e9))

    state: ClassVar[tuple[str]] = ("g",)
    unit: ClassVar[str] = "nm"
    ends: ClassVar[tuple[str, ...]] = ("g_min", "g_max")

    @kernel
    def cell_current(g, V, I_0, g_0, V_0):
        return I_0 * np.exp(-g / g_0) * np.sinh(V / V_0)  # (1)

    @kernel
    def current(g, v, R_s, I_0, g_0, V_0):
        V = cell_voltage(g, v, R_s, I_0, g_0, V_0)  # (2)
        return I_0 * np.exp(-g / g_0) * np.sinh(V / V_0)

    @kernel
    def temperature(g, v, R_s, I_0, g_0, V_0, R_th, T_0):
        V = cell_voltage(g, v, R_s, I_0, g_0, V_0)
        return T_0 + R_th * np.abs(V * I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))  # (3)

    @kernel
    def flow(g, v, R_s, I_0, g_0, V_0, nu_0, E_a, a_0, t_ox, gamma_0, beta, R_th, T_0, F_min):
        V = cell_voltage(g, v, R_s, I_0, g_0, V_0)
        T = T_0 + R_th * np.abs(V * I_0 * np.exp(-g / g_0) * np.sinh(V / V_0))  # (3)
        gamma = gamma_0 - beta * (g / 1e-9) ** 3
        gamma = gamma * (gamma * np.abs(V) / t_ox >= F_min)  # (4)
        kT = BOLTZMANN * T
        return -nu_0 * np.exp(-E_a / kT) * np.sinh(gamma * a_0 * V / (t_ox * kT))  # (5)

    def check(self) -> None:
        """Refuse a gap without room to move, and one so wide that the field no longer pulls."""
        if self.g_max - self.g_min < 0.01 * self.g_0:
            raise self.misplaced(
                "g_max", "more than", "g_min", f"g_max={self.g_min / nm + 1.5:g}*nm"
            )
        if self.gamma_0 <= self.beta * (self.g_max / nm) ** 3:
            raise ParameterError(
                f"RRAM.beta (loss of enhancement with the gap) is {self.beta:g}, which "
                f"leaves no enhancement at the largest gap, "
                f"{show(self.g_max, 'm')}; expected less than "
                f"{self.gamma_0 / (self.g_max / nm) ** 3:.3g}, as in beta=0.8."
            )

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest gap, m."""
        return (self.g_min, self.g_max)

    @property
    def scale(self) -> float:
        """The tunnelling length."""
        return self.g_0

    def rest(self) -> float:
        """Return the largest gap: off."""
        return self.g_max

    @property
    def threshold(self) -> float:
        """Voltage across the largest gap below which it does not close, V: equation (4)."""
        return self.F_min * self.t_ox / (self.gamma_0 - self.beta * (self.g_max / nm) ** 3)

    def _inverse(self, G: Any) -> Any:
        I = G * self.V_read
        return -self.g_0 * np.log(I / (self.I_0 * np.sinh((self.V_read - self.R_s * I) / self.V_0)))

    def stepper(self, **other: Any) -> Stepper:
        """Return steps that also find the gap at which the field no longer moves ions."""
        flow, current = (
            partial(self.fill(kernel), **other) for kernel in (RRAM.flow, RRAM.current)
        )
        return runge_kutta(flow, current, self.bounds, self.scale, stops=True)
