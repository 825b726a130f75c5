"""VTEAM: a memristor that does not move at all between two threshold voltages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from ..model import param, word
from ..units import GOhm, Ohm, V, kOhm, nm
from .continuous import Continuous
from .device import kernel
from .windows import WINDOWS


def linear(share, R_on, R_off):
    """Return a resistance between ``R_on`` and ``R_off`` that is linear in the share."""
    return R_on + (R_off - R_on) * share


def exponential(share, R_on, R_off):
    """Return a resistance between ``R_on`` and ``R_off`` whose logarithm is linear in the share."""
    return R_on * (R_off / R_on) ** share


LAWS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {"linear": linear, "exponential": exponential}
)


@dataclass(frozen=True, repr=False)
class VTEAM(Continuous):
    r"""Threshold memristor: an insulating width w shrinks under voltages above one threshold and
    grows below another.

    .. math::

        i = \frac{v}{R(w)}, \quad R = R_{\mathrm{on}} + (R_{\mathrm{off}}
            - R_{\mathrm{on}}) \frac{w}{D} \;\text{ or }\;
            R = R_{\mathrm{on}} \left(\frac{R_{\mathrm{off}}}{R_{\mathrm{on}}}\right)^{w/D} \tag{1}
        \frac{dw}{dt} = f\left[ k_{\mathrm{off}} \left[\frac{-v}{v_{\mathrm{off}}}
            - 1\right]_+^{\alpha_{\mathrm{off}}}
            + k_{\mathrm{on}} \left[\frac{-v}{v_{\mathrm{on}}}
                - 1\right]_+^{\alpha_{\mathrm{on}}} \right], \quad 0 \le w \le D \tag{2}

    where :math:`[\,]_+` is the positive part and f a window of :mod:`~neurolib.devices.windows`, at
    x = 1 − w/D. **The paper's voltage is −v**: there a positive voltage drives w toward OFF; in
    this course a positive voltage raises the conductance, in every device. Between the thresholds
    nothing moves, so that reading never disturbs.

    State w in m, 0 on, D off. Source: S. Kvatinsky et al. (2015), doi:10.1109/TCSII.2015.2433536;
    the default is the set that its authors distribute. Used in chapter 4.
    """

    R_on: float = param(
        50 * Ohm, "Ohm", "resistance on", 1e-3 * Ohm, 1 * GOhm, (10 * Ohm, 500 * Ohm)
    )
    R_off: float = param(
        1 * kOhm, "kOhm", "resistance off", 1e-3 * Ohm, 100 * GOhm, (1 * kOhm, 100 * kOhm)
    )
    D: float = param(3 * nm, "nm", "largest width", 0.1 * nm, 1e3 * nm, (1 * nm, 10 * nm))
    k_off: float = param(5e-4, "", "speed toward off, m/s", 1e-12, 1e6, (1e-5, 1e-2))
    k_on: float = param(-10.0, "", "speed toward on, m/s; negative", -1e6, -1e-12, (-100.0, -1e-3))
    alpha_off: float = param(1.0, "", "exponent toward off", 0.1, 20.0, (1.0, 5.0))
    alpha_on: float = param(3.0, "", "exponent toward on", 0.1, 20.0, (1.0, 5.0))
    v_off: float = param(
        0.02 * V, "V", "threshold toward off, the paper's sign", 1e-4 * V, 10 * V, (0.01 * V, 1 * V)
    )
    v_on: float = param(
        -0.2 * V,
        "V",
        "threshold toward on, the paper's sign",
        -10 * V,
        -1e-4 * V,
        (-1 * V, -0.01 * V),
    )
    p: float = param(1.0, "", "exponent of the window", 0.1, 100.0, (1.0, 10.0))
    j: float = param(1.0, "", "height of Prodromakis's window", 1e-3, 1e3, (0.5, 5.0))
    law: str = word("linear", "how R depends on w", tuple(LAWS))
    window: str = word("none", "window", tuple(WINDOWS))

    state: ClassVar[tuple[str]] = ("w",)
    unit: ClassVar[str] = "nm"
    ends: ClassVar[tuple[str, ...]] = ("D",)
    functions: ClassVar = {"law": LAWS, "window": WINDOWS}
    V_read: ClassVar[float] = 0.01

    @kernel
    def current(w, v, R_on, R_off, D, law):
        return v / law(w / D, R_on, R_off)  # (1)

    @kernel
    def flow(w, v, D, k_off, k_on, alpha_off, alpha_on, v_off, v_on, p, j, window):
        off = k_off * np.maximum(-v / v_off - 1, 0.0) ** alpha_off
        on = k_on * np.maximum(-v / v_on - 1, 0.0) ** alpha_on
        return window(1 - w / D, v, p, j) * (off + on)  # (2)

    def check(self) -> None:
        """Refuse a device that is no better a conductor on than off."""
        if self.R_off < 1.001 * self.R_on:
            raise self.misplaced("R_off", "more than", "R_on", f"R_off={20 * self.R_on:g}")

    @property
    def bounds(self) -> tuple[float, float]:
        """From on, 0, to off, D."""
        return (0.0, self.D)

    def rest(self) -> float:
        """Return D: off."""
        return self.D

    def _inverse(self, G: Any) -> Any:
        ratio = self.R_off / self.R_on
        share = (
            (1 / G / self.R_on - 1) / (ratio - 1)
            if self.law == "linear"
            else np.log(1 / G / self.R_on) / np.log(ratio)
        )
        return self.D * share
