"""Hebb's rule for rates, whose weights grow without bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..model import param
from ..units import Hz, kHz
from .rates import INPUT, TIME, RateRule, correlations, finite


@dataclass(frozen=True, repr=False)
class Hebb(RateRule):
    r"""Hebb's rule for rates: a weight grows with the product of its input and of the neuron's
    response.

    .. math::

        y = \mathbf{w} \cdot \mathbf{x} \tag{1}
        \frac{d\mathbf{w}}{dt} = \eta\, y\, \mathbf{x} \tag{2}

    Averaged over inputs with correlations
    :math:`\mathbf{C} = \langle \mathbf{x}\mathbf{x}^T \rangle`, whose eigenvectors are
    :math:`\mathbf{e}_i` and eigenvalues :math:`\lambda_i`, each part of the weights grows by
    itself, the principal one fastest:

    .. math::

        \mathbf{w}(t) = \sum_i e^{\eta \lambda_i t} \left(\mathbf{e}_i \cdot \mathbf{w}(0)\right)
            \mathbf{e}_i \tag{3}
        G(t) = e^{\eta \lambda_{\max} t} \tag{4}

    Nothing in it bounds the weights: that is its lesson, and what Oja's rule and BCM mend. Weights
    ``w`` have the shape (n,), or (neurons, n) for neurons side by side; inputs and responses are
    relative to usual rates, and bare numbers.

    Source: D. O. Hebb, *The Organization of Behavior* (1949), in words; W. Gerstner and W. M.
    Kistler (2002), doi:10.1007/s00422-002-0353-y, as a formula. Used in chapter 3.
    """

    eta: float = param(0.1 * Hz, "Hz", "learning rate", 0.0, 1 * kHz, (0.01 * Hz, 1 * Hz))

    runaway: ClassVar[str] = "Plain Hebb grows without bound: show fewer inputs, or use Oja or BCM."

    @staticmethod
    def response(w, x):
        return np.dot(w, x)  # (1)

    @staticmethod
    def change(y, x, eta):
        return eta * y * x  # (2)

    @staticmethod
    def grown(w, C, t, eta):
        eigenvalues, e = np.linalg.eigh(C)
        return (np.exp(eta * eigenvalues * t) * np.dot(w, e)) @ e.T  # (3)

    def flow(self, w: Any, C: Any) -> np.ndarray:
        """Return dw/dt in 1/s, averaged over inputs with correlations ``C``, shape (n, n): that is,
        x y is replaced by C w.
        """
        weights, matrix = self._averaged(w, C, "flow")
        return self.change(1.0, self.response(weights, matrix), self.eta)

    def solution(self, w0: Any, C: Any, t: float) -> np.ndarray:
        """Return the weights that ``w0`` becomes in ``t`` seconds under correlations ``C``:
        equation (3).
        """
        weights, matrix = self._averaged(w0, C, "solution")
        with np.errstate(over="ignore", invalid="ignore"):
            grown = self.grown(weights, matrix, TIME.number(t, "Hebb.solution's t"), self.eta)
        return finite(
            grown, "Hebb.solution", "Plain Hebb grows without bound: ask for an earlier time."
        )

    def growth(self, C: Any, t: float) -> float:
        """Return by what factor the principal part of the weights grows in ``t`` seconds: equation
        (4).
        """
        matrix = correlations(
            C, len(np.atleast_1d(INPUT.array(C, "Hebb.growth's C"))), "Hebb.growth"
        )
        t = TIME.number(t, "Hebb.growth's t")
        with np.errstate(over="ignore"):
            factor = np.exp(self.eta * np.linalg.eigvalsh(matrix)[-1] * t)  # (4)
        return float(
            finite(
                factor, "Hebb.growth", "Plain Hebb grows without bound: ask for an earlier time."
            )
        )

    def _step(self, w: np.ndarray, x: np.ndarray, dt: float) -> np.ndarray:
        return w + dt * self.change(self.response(w, x)[..., None], x, self.eta)
