"""The exponential curve of conductance against pulse number, the synapse of NeuroSim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..model import Quantity, param
from ..units import V, ns, uS
from .device import kernel
from .pulsed import Pulsed


@dataclass(frozen=True, repr=False)
class ExpCurve(Pulsed):
    r"""Synapse whose conductance climbs an exponential curve, and comes down another: the farther, the shorter its steps.

    .. math::

        B = \frac{G_{\mathrm{max}} - G_{\mathrm{min}}}{1 - e^{-P_{\mathrm{max}}/A}} \tag{1}
        G_{\mathrm{LTP}}(P) = B \left(1 - e^{-P/A}\right) + G_{\mathrm{min}} \tag{2}
        G_{\mathrm{LTD}}(P) = -B \left(1 - e^{(P - P_{\mathrm{max}})/A}\right) + G_{\mathrm{max}} \tag{3}

    P is the *position* on a curve, from 0 to :math:`P_{\mathrm{max}}`; pulses down lower it: n of them from
    :math:`G_{\mathrm{max}}` are read at :math:`P = P_{\mathrm{max}} - n`. From any conductance, one pulse up or down:

    .. math::

        \Delta G_+ = (B + G_{\mathrm{min}} - G) (1 - e^{-1/A}) \tag{4}
        \Delta G_- = (B - G_{\mathrm{max}} + G) (1 - e^{-1/A}) \tag{5}

    A soft bound, then, that lies beyond the conductances in use. State G in S; the conductances and the pulse are teaching
    choices. Source: P.-Y. Chen, X. Peng and S. Yu (2018), doi:10.1109/TCAD.2018.2789723.
    """

    G_min: float = param(1 * uS, "uS", "smallest conductance", 0.0, 0.1, (0.1 * uS, 10 * uS))
    G_max: float = param(10 * uS, "uS", "largest conductance", 1e-12, 0.1, (5 * uS, 100 * uS))
    P_max: float = param(64.0, "", "pulses from end to end", 1.0, 1e6, (8.0, 256.0))
    A: float = param(20.0, "", "pulses in which a step shrinks by e", 0.1, 1e6, (5.0, 500.0))
    c2c: float = param(0.0, "", "spread of a step from cycle to cycle, relative", 0.0, 100.0, (0.0, 1.0))
    V_pulse: float = param(1 * V, "V", "voltage of a pulse", 1e-3, 100.0, (0.5 * V, 3 * V))
    t_pulse: float = param(100 * ns, "ns", "length of a pulse", 1e-12, 1.0, (10 * ns, 1000 * ns))

    state: ClassVar[tuple[str]] = ("G",)
    unit: ClassVar[str] = "uS"
    ends: ClassVar[tuple[str, str]] = ("G_min", "G_max")

    @kernel
    def up(G, G_min, G_max, P_max, A):
        B = (G_max - G_min) / (1 - np.exp(-P_max / A))  # (1)
        return (B + G_min - G) * (1 - np.exp(-1 / A))  # (4)

    @kernel
    def down(G, G_min, G_max, P_max, A):
        B = (G_max - G_min) / (1 - np.exp(-P_max / A))
        return (B - G_max + G) * (1 - np.exp(-1 / A))  # (5)

    def check(self) -> None:
        """Refuse a largest conductance that is not the largest."""
        if self.G_max <= self.G_min:
            raise self.misplaced("G_max", "more than", "G_min", f"G_max={10 * max(self.G_min, 1e-6) / uS:g}*uS")

    @property
    def B(self) -> float:
        """Height of the curves if they went on for ever, S: equation (1)."""
        return (self.G_max - self.G_min) / -float(np.expm1(-self.P_max / self.A))

    def potentiation(self, P: Any) -> Any:
        """Return the conductance in S at position ``P`` on the way up: equation (2)."""
        return self.B * (1 - np.exp(-self._position(P, "potentiation") / self.A)) + self.G_min  # (2)

    def depression(self, P: Any) -> Any:
        """Return the conductance in S at position ``P`` on the way down: equation (3)."""
        return -self.B * (1 - np.exp((self._position(P, "depression") - self.P_max) / self.A)) + self.G_max  # (3)

    def _position(self, P: Any, verb: str) -> np.ndarray:
        return Quantity("", "position on the curve, in pulses", 0.0, self.P_max).array(P, f"ExpCurve.{verb}'s P")

    def conductance(self, x: Any, v: float | None = None, **other: Any) -> Any:
        """Return the state, which is the conductance, S."""
        return self._read(x, v)

    def _inverse(self, G: Any) -> Any:
        return G
