r"""Noise on the weights of a linear model, as a term of its mean squared error.

The output of a linear model is :math:`y = \mathbf{w} \cdot \mathbf{x}`. Independent noise of mean 0
on each weight adds to its mean squared error over K inputs. Additive noise has the same standard
deviation σ on all weights. It adds

.. math::

    \Delta_{\mathrm{additive}} = \frac{\sigma^2}{K} \sum_{k=1}^{K} |\mathbf{x}_k|^2 \tag{1}

which does not depend on the weights, so that training with it does not shrink them. Multiplicative
noise has a standard deviation of σ times each weight. It adds

.. math::

    \Delta_{\mathrm{multiplicative}}
        = \frac{\sigma^2}{K} \sum_{k=1}^{K} \sum_j w_j^2 x_{kj}^2 \tag{2}

which is an L2 penalty, a regularisation: each squared weight counts in proportion to the mean
square of its input. In a network with a nonlinearity, additive noise has an effect on the weights,
too, of second order. Source: A. F. Murray and P. J. Edwards, IEEE Transactions on Neural Networks
5:792 (1994), doi:10.1109/72.317730.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..model import ParameterError, Quantity

INPUTS = Quantity("", "inputs, one in a row", -1e9, 1e9)
WEIGHTS = Quantity("", "weights, one for each input", -1e9, 1e9)
SPREAD = Quantity("", "standard deviation of the noise", 0.0, 1e6, (0.01, 0.5))


def additive_weight_noise(inputs: Any, sigma: float) -> float:
    """Return how much noise of one size raises a linear model's mean squared error: equation (1).

    The error does not depend on the weights, so no weights are asked for.

    Parameters
    ----------
    inputs : array of shape (K, n)
        Inputs, one in each row.
    sigma : float
        Standard deviation of the noise on each weight, in the unit of a weight.

    Returns
    -------
    float
        Additional mean squared error, in the unit of the output squared.

    Raises
    ------
    ParameterError
        For inputs of another shape and values out of range.
    """
    X = _inputs(inputs, "additive_weight_noise")
    sigma = SPREAD.number(sigma, "additive_weight_noise's sigma")
    return float(sigma**2 * np.mean(np.sum(X**2, axis=1)))  # (1)


def multiplicative_weight_noise(weights: Any, inputs: Any, sigma: float) -> float:
    """Return how much noise in proportion to each weight raises the mean squared error: (2).

    Parameters
    ----------
    weights : array of shape (n,)
        Weights of the linear model.
    inputs : array of shape (K, n)
        Inputs, one in each row.
    sigma : float
        Standard deviation of the noise, as a fraction of each weight.

    Returns
    -------
    float
        Additional mean squared error, in the unit of the output squared.

    Raises
    ------
    ParameterError
        For shapes that do not fit and values out of range.
    """
    X = _inputs(inputs, "multiplicative_weight_noise")
    sigma = SPREAD.number(sigma, "multiplicative_weight_noise's sigma")
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
