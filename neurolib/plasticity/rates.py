"""What rules for rates share: how they learn from inputs, and the weights, inputs, patterns and
correlations that they accept.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from ..model import Model, ParameterError, Quantity
from ..units import ms, s

WEIGHT = Quantity("", "weights, one for each input", -1e12, 1e12, (0.0, 1.0))
INPUT = Quantity("", "input rates, relative to the usual one", -1e6, 1e6, (0.0, 1.0))
THETA = Quantity("", "sliding threshold", 0.0, 1e12, (0.0, 4.0))
SHOWN = Quantity("ms", "time for which the input is shown", 0.0, 1e6 * s, (1 * ms, 100 * ms))
TIME = Quantity("s", "time", 0.0, 1e12 * s, (1 * s, 100 * s))
PROBABILITY = Quantity("", "probability of each pattern", 1e-12, 1.0, (0.1, 0.5))


def weights_and_inputs(w: Any, inputs: Any, verb: str, rows: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return weights, shape (..., n), and inputs: one of shape (n,), or ``rows`` of them, (K,
    n).
    """
    weights, x = (
        WEIGHT.array(w, f"{verb}'s w"),
        INPUT.array(inputs, f"{verb}'s {'inputs' if rows else 'x'}"),
    )
    expected = "(K, n), one input in a row" if rows else "(n,)"
    if x.ndim != (2 if rows else 1) or weights.ndim == 0 or weights.shape[-1] != x.shape[-1]:
        raise ParameterError(
            f"{verb} has weights of shape {weights.shape} and input of shape {x.shape}; "
            f"expected {expected}, and weights of shape (n,) "
            "for one neuron, (neurons, n) for many. Type, for example, w=np.full(n, 0.1)."
        )
    return weights, x


def ensemble(patterns: Any, p: Any, verb: str) -> tuple[np.ndarray, np.ndarray]:
    """Return patterns, shape (K, n), and their probabilities, equal ones where ``p`` is None; they
    sum to 1.
    """
    X = INPUT.array(patterns, f"{verb}'s patterns")
    if X.ndim != 2:
        raise ParameterError(
            f"{verb}'s patterns have shape {X.shape}; expected (K, n), one pattern in a "
            f"row, as in np.eye(2)."
        )
    shares = np.full(len(X), 1 / len(X)) if p is None else PROBABILITY.array(p, f"{verb}'s p")
    if shares.shape != (len(X),) or abs(shares.sum() - 1) > 1e-9:
        raise ParameterError(
            f"{verb}'s p has shape {shares.shape} and sum {shares.sum():g}; expected "
            f"one probability for each of the {len(X)} patterns, "
            "sum 1. Type p=None for equal ones."
        )
    return X, shares


def correlations(C: Any, n: int, verb: str) -> np.ndarray:
    """Return a symmetric matrix of input correlations, shape (n, n)."""
    matrix = INPUT.array(C, f"{verb}'s C")
    rounding = 1e-9 * np.abs(matrix).max()
    if (
        matrix.shape != (n, n)
        or np.abs(matrix - matrix.T).max() > rounding
        or np.linalg.eigvalsh(matrix)[0] < -n * rounding
    ):
        raise ParameterError(
            f"{verb}'s C, of shape {matrix.shape}, is not what mean products of {n} "
            f"input{'s' * (n > 1)} give: a symmetric ({n}, {n}) "
            "matrix without negative eigenvalues. Type C = X.T @ X / len(X) for inputs "
            "X, one in a row."
        )
    return matrix


def finite(w: np.ndarray, verb: str, advice: str, most: float = np.inf) -> np.ndarray:
    """Return the weights, or say that they ran away: beyond what a number can hold, or beyond
    ``most``.
    """
    if not np.isfinite(w).all():
        raise ParameterError(f"{verb}'s weights grew beyond what a number can hold. {advice}")
    if not (np.abs(w) <= most).all():
        raise ParameterError(
            f"{verb}'s weights grew to {np.abs(w).max():.1e}; expected at most {most:g}. {advice}"
        )
    return w


class RateRule(Model):
    """A rule for rates whose weights are all there is to remember: inputs are shown one after the
    other, by Euler's method.

    A rule gives ``_step(w, x, dt)``, the weights after one input, and ``runaway``, what to do where
    they grow without bound. Weights ``w`` have the shape (n,), or (neurons, n) for neurons side by
    side.
    """

    runaway: ClassVar[str]

    def step(self, w: Any, x: Any, dt: float) -> np.ndarray:
        """Return the weights after ``dt`` seconds of one input ``x``, shape (n,), by Euler's
        method; ``w`` itself stays.
        """
        verb = f"{type(self).__name__}.step"
        weights, x = weights_and_inputs(w, x, verb, rows=False)
        return self._step(weights, x, SHOWN.number(dt, f"{verb}'s dt"))

    def learn(self, w: Any, inputs: Any, dt: float) -> np.ndarray:
        """Return the weights after all ``inputs``, shape (K, n), one after the other for ``dt``
        seconds each.
        """
        verb = f"{type(self).__name__}.learn"
        weights, inputs = weights_and_inputs(w, inputs, verb, rows=True)
        dt = SHOWN.number(dt, f"{verb}'s dt")
        with np.errstate(over="ignore", invalid="ignore"):
            for x in inputs:
                weights = self._step(weights, x, dt)
        return finite(weights, verb, self.runaway)

    def _step(self, w: np.ndarray, x: np.ndarray, dt: float) -> np.ndarray:
        raise TypeError(
            f"{type(self).__name__} does not say how it learns; define _step(self, w, "
            f"x, dt), which returns new weights."
        )

    def _averaged(
        self, w: Any, C: Any, verb: str, name: str = "w"
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return weights and a matrix of input correlations that go together."""
        title = f"{type(self).__name__}.{verb}"
        weights = np.atleast_1d(WEIGHT.array(w, f"{title}'s {name}"))
        return weights, correlations(C, weights.shape[-1], title)
