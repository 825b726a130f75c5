"""The adaptive exponential integrate-and-fire neuron and its eight named firing patterns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from ..model import ParameterError, meant, param
from ..units import ms, mV, nA, nF, nS, pA, pF, s, show, uS
from .neuron import Neuron


@dataclass(frozen=True, repr=False)
class AdEx(Neuron):
    r"""Adaptive exponential integrate-and-fire neuron: a sharp exponential spike onset and a slow
    current that adapts.

    .. math::

        C \frac{dV}{dt} = -g_L (V - E_L) + g_L \Delta_T \, e^{(V - V_T)/\Delta_T} - w + I \tag{1}
        \tau_w \frac{dw}{dt} = a (V - E_L) - w \tag{2}
        V \ge V_{\mathrm{peak}} \;\Rightarrow\; \text{spike} \tag{3}
        V \leftarrow V_R, \quad w \leftarrow w + b \tag{4}

    Equations (1) and (2) hold up to :math:`V_{\mathrm{peak}}`; a step that overshoots is computed
    with V at the peak, which keeps the runaway finite. Rest disappears in a saddle-node bifurcation
    when :math:`a/g_L < \tau_m/\tau_w` and loses its stability in a Hopf bifurcation otherwise, with
    :math:`\tau_m = C/g_L`:

    .. math::

        I_{\mathrm{sn}} = (g_L + a)\left[V_T - E_L - \Delta_T + \Delta_T \ln(1 + a/g_L)\right]
            \tag{5}
        I_{\mathrm{H}} = (g_L + a)\left[V_T - E_L - \Delta_T + \Delta_T \ln(1
            + \tau_m/\tau_w)\right] + \Delta_T (a - C/\tau_w) \tag{6}

    The default is the set of R. Brette and W. Gerstner, J. Neurophysiology 94:3637 (2005),
    doi:10.1152/jn.00686.2005; for the rheobases see J. Touboul and R. Brette, Biological
    Cybernetics 99:319 (2008), doi:10.1007/s00422-008-0267-4. Used in chapter 2.
    """

    C: float = param(
        281 * pF, "pF", "membrane capacitance", 0.1 * pF, 100 * nF, (50 * pF, 500 * pF)
    )
    g_L: float = param(30 * nS, "nS", "leak conductance", 0.01 * nS, 100 * uS, (2 * nS, 40 * nS))
    E_L: float = param(
        -70.6 * mV, "mV", "leak reversal potential", -150 * mV, 50 * mV, (-80 * mV, -55 * mV)
    )
    V_T: float = param(
        -50.4 * mV, "mV", "effective threshold", -150 * mV, 50 * mV, (-60 * mV, -40 * mV)
    )
    Delta_T: float = param(2 * mV, "mV", "slope factor", 0.1 * mV, 50 * mV, (0.5 * mV, 5 * mV))
    a: float = param(
        4 * nS, "nS", "subthreshold adaptation", -10 * uS, 10 * uS, (-12 * nS, 20 * nS)
    )
    tau_w: float = param(
        144 * ms, "ms", "adaptation time constant", 1 * ms, 10 * s, (10 * ms, 400 * ms)
    )
    b: float = param(
        80.5 * pA, "pA", "spike-triggered adaptation", -100 * nA, 100 * nA, (0 * pA, 200 * pA)
    )
    V_R: float = param(
        -70.6 * mV, "mV", "reset potential", -200 * mV, 50 * mV, (-75 * mV, -44 * mV)
    )
    V_peak: float = param(20 * mV, "mV", "spike peak", -100 * mV, 200 * mV, (0 * mV, 40 * mV))

    state: ClassVar[tuple[str, ...]] = ("V", "w")
    patterns: ClassVar[Mapping[str, float]]

    @staticmethod
    def flow(V, w, I, C, g_L, E_L, V_T, Delta_T, a, tau_w, V_peak):
        V = np.minimum(V, V_peak)
        # (1)
        dV = 1 / C * (-g_L * (V - E_L) - w + I + g_L * Delta_T * np.exp(1 / Delta_T * (V - V_T)))
        dw = 1 / tau_w * (a * (V - E_L) - w)  # (2)
        return dV, dw

    @staticmethod
    def fires(V, w, V_peak):
        return V >= V_peak  # (3)

    @staticmethod
    def reset(V, w, V_R, b):
        return V_R, w + b  # (4)

    def check(self) -> None:
        """Refuse a peak that the reset or the threshold exceeds, and one so far up that the
        exponential overflows.
        """
        peak = f"AdEx.V_peak (spike peak) is {show(self.V_peak, 'V')}"
        if self.V_peak <= max(self.V_R, self.V_T):
            name, value = (
                ("V_R (reset potential)", self.V_R)
                if self.V_R >= self.V_T
                else ("V_T (effective threshold)", self.V_T)
            )
            raise ParameterError(
                f"{peak}; expected above AdEx.{name}, {show(value, 'V')}, as in V_peak=20*mV."
            )
        if (self.V_peak - self.V_T) / self.Delta_T > 500:
            raise ParameterError(
                f"{peak}, more than 500 slope factors of {show(self.Delta_T, 'V')} "
                f"above V_T: the exponential would overflow. "
                "Use a larger Delta_T, as in Delta_T=1*mV, or LIF, its limit for Delta_T → 0."
            )

    def rest(self) -> tuple[float, ...]:
        """Return the leak reversal potential, and no adaptation."""
        return (self.E_L, 0.0)

    @property
    def tau_m(self) -> float:
        """Membrane time constant C/g_L, s."""
        return self.C / self.g_L

    @property
    def bifurcation(self) -> str:
        """How rest gives way as the current grows: ``"saddle-node"`` or ``"Hopf"``."""
        return "saddle-node" if self.a / self.g_L < self.tau_m / self.tau_w else "Hopf"

    @property
    def rheobase(self) -> float:
        """Constant current in A at which rest gives way: equation (5) or (6), as
        :attr:`bifurcation` says.

        A Hopf value is where rest loses its stability under a slow ramp. A step may fire a spike
        well below it.
        """
        return (
            self.rheobase_saddle_node if self.bifurcation == "saddle-node" else self.rheobase_hopf
        )

    @property
    def rheobase_saddle_node(self) -> float:
        """Constant current in A at which the two rest points meet and vanish: equation (5).

        Raises :class:`ParameterError` for ``a`` below −``g_L``, where no current has a stable rest.
        """
        if self.a < -self.g_L:
            raise ParameterError(
                f"AdEx.a (subthreshold adaptation) is {show(self.a, 'S')}, below -g_L = "
                f"{show(-self.g_L, 'S')}: "
                "no current has a stable rest, so there is no rheobase. Expected a ≥ -g_L."
            )
        x = 1 + self.a / self.g_L
        log = self.Delta_T * x * math.log(x) if x > 0 else 0.0  # x ln x → 0
        return self.g_L * (x * (self.V_T - self.E_L - self.Delta_T) + log)  # (5)

    @property
    def rheobase_hopf(self) -> float:
        """Constant current in A at which rest starts to oscillate and loses its stability: equation
        (6).
        """
        bracket = (
            self.V_T
            - self.E_L
            - self.Delta_T
            + self.Delta_T * math.log(1 + self.tau_m / self.tau_w)
        )
        return (self.g_L + self.a) * bracket + self.Delta_T * (self.a - self.C / self.tau_w)  # (6)

    @classmethod
    def pattern(cls, name: str) -> AdEx:
        """Return the neuron that fires in the named way when stepped to the current
        ``AdEx.patterns[name]``.

        Raises :class:`ParameterError` for a name that is not in ``AdEx.patterns``.
        """
        key = str(name).replace("_", " ").replace("-", " ").lower()
        if key not in _PATTERNS:
            raise ParameterError(
                f"AdEx has no pattern {name!r}; it has "
                f"{', '.join(_PATTERNS)}.{meant(key, _PATTERNS, 0.3)}"
            )
        C, g_L, E_L, V_T, Delta_T, a, tau_w, b, V_R, _ = _PATTERNS[key]
        return cls(
            C * pF, g_L * nS, E_L * mV, V_T * mV, Delta_T * mV, a * nS, tau_w * ms, b * pA, V_R * mV
        )


# Sets that make the patterns of R. Naud et al., Biological Cybernetics 99:335 (2008),
# doi:10.1007/s00422-008-0264-7, in the form of Brian2's example, which P. Müller adapted to match
# the figures; two rows differ from transcriptions of the printed table, whose values do not give
# their patterns. Units: pF, nS, mV, mV, mV, nS, ms, pA, mV, pA.
_PATTERNS = {
    #                          C    g_L  E_L  V_T  Δ_T  a   τ_w   b   V_R   I
    "tonic": (200, 10, -70, -50, 2, 2, 30, 0, -58, 500),
    "adapting": (200, 12, -70, -50, 2, 2, 300, 60, -58, 500),
    "initial burst": (130, 18, -58, -50, 2, 4, 150, 120, -50, 400),
    "regular bursting": (200, 10, -58, -50, 2, 2, 120, 100, -46, 210),
    "delayed accelerating": (200, 12, -70, -50, 2, -10, 300, 0, -58, 300),
    "delayed regular bursting": (100, 10, -65, -50, 2, -10, 90, 30, -47, 110),
    "transient": (100, 10, -65, -50, 2, 10, 90, 100, -47, 180),
    "irregular": (100, 12, -60, -50, 2, -11, 130, 30, -48, 160),
}
AdEx.patterns = MappingProxyType({name: row[-1] * pA for name, row in _PATTERNS.items()})
