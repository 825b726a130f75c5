"""Yakopcic's memristor: hyperbolic current, exponential motion beyond two thresholds, and slower
motion near the bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..model import param
from ..units import V
from .continuous import Continuous
from .device import kernel


@dataclass(frozen=True, repr=False)
class Yakopcic(Continuous):
    r"""Generalised memristor fitted to published devices: sinh current, thresholds, and motion that
    slows toward an end.

    .. math::

        i = x \sinh(b v) \cdot \begin{cases} a_1 & v \ge 0 \\ a_2 & v < 0 \end{cases} \tag{1}
        \frac{dx}{dt} = A_p \left[e^{v} - e^{V_p}\right]_+ f_p(x) - A_n \left[e^{-v}
            - e^{V_n}\right]_+ f_n(x), \quad 0 \le x \le 1 \tag{2}
        f_p = e^{-\alpha_p [x - x_p]_+} \min\left(\frac{1 - x}{1 - x_p}, 1\right) \tag{3}
        f_n = e^{-\alpha_n [1 - x_n - x]_+} \min\left(\frac{x}{1 - x_n}, 1\right) \tag{4}

    where :math:`[\,]_+` is the positive part: motion is free up to :math:`x_p` (down to
    :math:`1 - x_n`) and dies out beyond. Voltages in the exponents are counted in volts; the
    paper's polarity η is 1. State x without unit.

    Source: C. Yakopcic et al. (2011), doi:10.1109/LED.2011.2163292, and (2013),
    doi:10.1109/TCAD.2013.2252057; the default is the set for R. Oblea's device in a SPICE library
    of the model, in the paper's normalised units.
    """

    a_1: float = param(0.17, "", "amplitude of the current for v ≥ 0, A", 1e-12, 1e3, (0.01, 1.0))
    a_2: float = param(0.17, "", "amplitude of the current for v < 0, A", 1e-12, 1e3, (0.01, 1.0))
    b: float = param(0.05, "", "curvature of the current, 1/V", 1e-4, 10.0, (0.01, 1.0))
    V_p: float = param(0.16 * V, "V", "positive threshold", 0.0, 8 * V, (0.05 * V, 2 * V))
    V_n: float = param(
        0.15 * V, "V", "negative threshold, a positive number", 0.0, 8 * V, (0.05 * V, 2 * V)
    )
    A_p: float = param(
        4000.0, "", "speed above the positive threshold, 1/s", 1e-9, 1e12, (100.0, 1e5)
    )
    A_n: float = param(
        4000.0, "", "speed below the negative threshold, 1/s", 1e-9, 1e12, (100.0, 1e5)
    )
    x_p: float = param(0.3, "", "where motion up begins to slow", 0.0, 0.99, (0.1, 0.9))
    x_n: float = param(0.5, "", "1 less where motion down begins to slow", 0.0, 0.99, (0.1, 0.9))
    alpha_p: float = param(1.0, "", "how sharply motion up slows", 0.0, 100.0, (0.5, 10.0))
    alpha_n: float = param(5.0, "", "how sharply motion down slows", 0.0, 100.0, (0.5, 10.0))

    state: ClassVar[tuple[str]] = ("x",)

    @kernel
    def current(x, v, a_1, a_2, b):
        # (1)
        return x * (a_1 * np.sinh(b * np.maximum(v, 0.0)) + a_2 * np.sinh(b * np.minimum(v, 0.0)))

    @kernel
    def flow(x, v, V_p, V_n, A_p, A_n, x_p, x_n, alpha_p, alpha_n):
        # (3)
        f_p = np.exp(-alpha_p * np.maximum(x - x_p, 0.0)) * np.minimum((1 - x) / (1 - x_p), 1.0)
        # (4)
        f_n = np.exp(-alpha_n * np.maximum(1 - x_n - x, 0.0)) * np.minimum(x / (1 - x_n), 1.0)
        up, down = (
            np.maximum(np.exp(v) - np.exp(V_p), 0.0),
            np.maximum(np.exp(-v) - np.exp(V_n), 0.0),
        )
        return A_p * up * f_p - A_n * down * f_n  # (2)

    def rest(self) -> float:
        """Return 0.11, the start of the published set."""
        return 0.11

    def _inverse(self, G: Any) -> Any:
        return G / self.conductance(1.0)
