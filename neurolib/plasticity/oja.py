"""Oja's rule: Hebbian growth with a decay that brings the vector of the weights to length 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from ..model import param
from ..units import Hz, kHz
from .rates import TIME, RateRule


@dataclass(frozen=True, repr=False)
class Oja(RateRule):
    r"""Oja's rule: Hebb's growth, less a share of each weight that rises with the response; the
    weights find the principal component.

    .. math::

        y = \mathbf{w} \cdot \mathbf{x} \tag{1}
        \frac{d\mathbf{w}}{dt} = \eta\, y\, (\mathbf{x} - y\, \mathbf{w}) \tag{2}

    Averaged over inputs with correlations
    :math:`\mathbf{C} = \langle \mathbf{x}\mathbf{x}^T \rangle`:

    .. math::

        \frac{d\mathbf{w}}{dt} = \eta \left(\mathbf{C}\mathbf{w}
            - (\mathbf{w}^T \mathbf{C} \mathbf{w})\, \mathbf{w}\right) \tag{3}
        \mathbf{w}(t) = \frac{\mathbf{u}(t)}{\sqrt{1 + |\mathbf{u}(t)|^2 - |\mathbf{w}(0)|^2}}
            \tag{4}

    with :math:`\mathbf{u}(t)` the weights that plain Hebb would have grown, see
    :class:`~neurolib.Hebb`: the direction is Hebb's, the length tends to 1, and so
    :math:`\mathbf{w}` tends to the eigenvector with the largest eigenvalue that it has a part of.
    Weights ``w`` have the shape (n,), or (neurons, n) for neurons side by side, which then all
    learn the same component.

    Source: E. Oja (1982), doi:10.1007/BF00275687. Used in chapter 3.
    """

    eta: float = param(0.1 * Hz, "Hz", "learning rate", 0.0, 1 * kHz, (0.01 * Hz, 1 * Hz))

    runaway: ClassVar[str] = (
        "A step is too long for these inputs: eta*dt*|x|² should be well below 1."
    )

    @staticmethod
    def response(w, x):
        return np.dot(w, x)  # (1)

    @staticmethod
    def change(w, y, x, eta):
        return eta * y * (x - y * w)  # (2)

    @staticmethod
    def drift(w, Cw, wCw, eta):
        return eta * (Cw - wCw * w)  # (3)

    def flow(self, w: Any, C: Any) -> np.ndarray:
        """Return dw/dt in 1/s, averaged over inputs with correlations ``C``, shape (n, n): equation
        (3).
        """
        weights, matrix = self._averaged(w, C, "flow")
        Cw = weights @ matrix
        return self.drift(weights, Cw, np.sum(weights * Cw, axis=-1, keepdims=True), self.eta)

    def solution(self, w0: Any, C: Any, t: float) -> np.ndarray:
        """Return the weights that ``w0`` becomes in ``t`` seconds under correlations ``C``:
        equation (4).

        Exact at any ``t``. The growth of the fastest part of u is taken out before it overflows,
        and what each part gains is summed by itself, so that large weights do not cancel.
        """
        start, matrix = self._averaged(w0, C, "solution", "w0")
        t = TIME.number(t, "Oja.solution's t")
        eigenvalues, e = np.linalg.eigh(matrix)
        # rounding alone makes one negative
        parts, grown = start @ e, self.eta * t * np.maximum(eigenvalues, 0.0)
        # of the parts that there are
        top = np.max(np.where(parts != 0, grown, 0.0), axis=-1, keepdims=True)
        scaled = parts * np.exp(np.minimum(grown - top, 0.0))  # u e^{−ηλt}
        below = np.exp(-2 * top) - np.sum(scaled**2 * np.expm1(-2 * grown), axis=-1, keepdims=True)
        return scaled @ e.T / np.sqrt(below)  # (4)

    def _step(self, w: np.ndarray, x: np.ndarray, dt: float) -> np.ndarray:
        return w + dt * self.change(w, self.response(w, x)[..., None], x, self.eta)
