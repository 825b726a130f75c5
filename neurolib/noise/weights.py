r"""Noise on the weights of a linear model, as a term of its mean squared error.

A linear model answers to an input **x** with :math:`y = \mathbf{w} \cdot \mathbf{x}`. Independent
noise of mean 0 on each weight adds to its mean squared error over K inputs. If the noise has one
standard deviation σ for all weights, as reading a crossbar has,

.. math::

    \Delta_{\mathrm{additive}} = \frac{\sigma^2}{K} \sum_{k=1}^{K} |\mathbf{x}_k|^2 \tag{1}

which does not depend on the weights: training under it does not shrink them. If it is σ times each
weight, as the spread of devices is,

.. math::

    \Delta_{\mathrm{multiplicative}}
        = \frac{\sigma^2}{K} \sum_{k=1}^{K} \sum_j w_j^2 x_{kj}^2 \tag{2}

a penalty on large weights, which regularises. In a network with a nonlinearity the additive noise
has an effect of second order, too. Source: A. F. Murray and P. J. Edwards, IEEE Transactions on
Neural Networks 5:792 (1994), doi:10.1109/72.317730.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..model import ParameterError, Quantity

INPUTS = Quantity("", "inputs, one in a row", -1e9, 1e9)
WEIGHTS = Quantity("", "weights, one for each input", -1e9, 1e9)
SPREAD = Quantity("", "standard deviation of the noise", 0.0, 1e6, (0.01, 0.5))


def additive_weight_noise(inputs: Any, sigma: float) -> float:
    """Return by how much noise of one size ``sigma``, in the unit of a weight, raises the mean
    squared error: equation (1).

    ``inputs`` has the shape (K, n), an input in a row. No weights are asked for, because the error
    does not depend on them.
    """
    X, sigma = (
        _inputs(inputs, "additive_weight_noise"),
        SPREAD.number(sigma, "additive_weight_noise's sigma"),
    )
    return float(sigma**2 * np.mean(np.sum(X**2, axis=1)))  # (1)


def multiplicative_weight_noise(weights: Any, inputs: Any, sigma: float) -> float:
    """Return by how much noise of ``sigma`` times each weight raises the mean squared error:
    equation (2).

    ``weights`` has the shape (n,), ``inputs`` (K, n), an input in a row; ``sigma`` is a share.
    Raises :class:`~neurolib.model.ParameterError` for shapes that do not fit.
    """
    X, sigma = (
        _inputs(inputs, "multiplicative_weight_noise"),
        SPREAD.number(sigma, "multiplicative_weight_noise's sigma"),
    )
    w = WEIGHTS.array(weights, "multiplicative_weight_noise's weights")
    if w.shape != X.shape[1:]:
        raise ParameterError(
            f"multiplicative_weight_noise's weights have shape {w.shape} and inputs {X.shape}; "
            f"expected a weight for each of {X.shape[1]} inputs."
        )
    return float(sigma**2 * np.sum(w**2 * np.mean(X**2, axis=0)))  # (2)


def _inputs(inputs: Any, verb: str) -> np.ndarray:
    X = INPUTS.array(inputs, f"{verb}'s inputs")
    if X.ndim != 2:
        raise ParameterError(
            f"{verb}'s inputs have shape {X.shape}; expected (K, n), an input in a row, "
            "as in inputs[None, :] for one."
        )
    return X
