r"""From a wanted change of the weights to pulses.

A change is rounded to whole pulses by chance, so that its mean is right. The outer product of a batch comes as coincidences: in
each of B slots row i fires with a chance in proportion to :math:`|x_i|`, column j in proportion to :math:`|d_j|`, and a cell
moves where both fire. With :math:`p = \eta |x_i d_j| / \Delta w` wanted pulses a sample,

.. math::

    E[n] = \sum_b p_b, \quad \mathrm{Var}[n] = \sum_b p_b - \frac{p_b^2}{B} \tag{1}

both of which are products of matrices, over samples of each sign. Many pulses sum to a normal draw with the mean and variance

.. math::

    E[\Delta w] = E[n_+] w_+ - E[n_-] w_-, \quad
    \mathrm{Var}[\Delta w] = \sum_\pm E[n_\pm] \sigma_\pm^2 + \mathrm{Var}[n_\pm] w_\pm^2 \tag{2}

where :math:`w_\pm` is the step and :math:`\sigma_\pm` its spread from cycle to cycle, taken where the weight is at the start: right
as long as a batch moves it little. Cells are drawn each for itself; slots that cells of a row share are left out. The scheme
follows T. Gokmen and Y. Vlasov, Frontiers in Neuroscience 10:333 (2016), doi:10.3389/fnins.2016.00333. Used in chapter 5.
"""

from __future__ import annotations

import numpy as np

from ..noise import stochastic_round


def whole_pulses(wanted: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return whole numbers of pulses whose mean is ``wanted``."""
    return np.asarray(stochastic_round(wanted, 1.0, rng)).astype(np.int64)


def coincidences(x: np.ndarray, d: np.ndarray, scale: float, slots: int, rng: np.random.Generator) -> np.ndarray:
    """Return the signed pulses of each cell for one sample: rows ``x``, columns ``d``, ``scale`` pulses for a product of 1."""
    p = scale * np.outer(x, d)
    return np.sign(p).astype(np.int64) * rng.binomial(slots, np.minimum(np.abs(p) / slots, 1.0))


def moments(X: np.ndarray, D: np.ndarray, scale: float, slots: int) -> tuple[np.ndarray, ...]:
    """Return means of the pulses up and down of a batch, and the variances of both numbers: equation (1), in single precision."""
    X, D = (np.asarray(values, dtype=np.float32) for values in (X * scale, D))
    rows = np.concatenate([np.maximum(X, 0), np.maximum(-X, 0)])
    right, left = np.maximum(D, 0), np.maximum(-D, 0)
    means, variances = [], []
    for columns in np.concatenate([right, left]), np.concatenate([left, right]):
        mean = rows.T @ columns  # (1)
        square = (rows**2 / np.float32(slots)).T @ columns**2
        np.subtract(mean, square, out=square)
        means.append(mean)
        variances.append(np.maximum(square, 0, out=square))
    return (*means, *variances)
