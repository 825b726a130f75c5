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
as long as a batch moves it little. Pulse by pulse, cells of a row share the slots in which it fires; drawn at once, each cell is
drawn for itself, and what cells of a row have in common is left out. The scheme follows T. Gokmen and Y. Vlasov, Frontiers in
Neuroscience 10:333 (2016), doi:10.3389/fnins.2016.00333. Used in chapter 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ..noise import stochastic_round

BLOCK = 32  # rows at a time


def whole_pulses(wanted: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return whole numbers of pulses whose mean is ``wanted``."""
    return np.asarray(stochastic_round(wanted, 1.0, rng)).astype(np.int32)


def coincidences(x: np.ndarray, d: np.ndarray, scale: float, slots: int, rng: np.random.Generator) -> np.ndarray:
    """Return the signed pulses of each cell for one sample: rows ``x``, columns ``d``, ``scale`` pulses for a product of 1."""
    most = np.abs(x).max(), np.abs(d).max()
    share = np.sqrt(abs(scale) * most[0] * most[1] / slots)  # of the slots in which the row and the column fire that want most
    chances = (values * (share / (top or 1.0)) for values, top in zip((x, d * np.sign(scale)), most, strict=True))
    rows, columns = (_train(chance, slots, rng) for chance in chances)
    return rows.T @ columns


def _train(chances: np.ndarray, slots: int, rng: np.random.Generator) -> np.ndarray:
    """Return in which slots each wire fires, with the sign of its value: ±1 where it does, else 0; (slots, wires)."""
    fires = rng.random((slots, len(chances)), dtype=np.float32) < np.abs(chances)
    return np.sign(chances).astype(np.float32) * fires


class Pulses(NamedTuple):
    """Means of the numbers of pulses up and down of some cells, of both together, and the variances of the two."""

    up: np.ndarray
    down: np.ndarray
    both: np.ndarray
    up_2: np.ndarray
    down_2: np.ndarray

    @property
    def reversed(self) -> Pulses:
        """The same with up and down exchanged."""
        return Pulses(self.down, self.up, self.both, self.down_2, self.up_2)


def moments(X: np.ndarray, D: np.ndarray, scale: float, slots: int) -> Iterator[tuple[slice, Pulses]]:
    """Yield the pulses of a batch, equation (1), in single precision: some rows at a time, so that they stay in the cache."""
    X, D = np.asarray(X * scale, dtype=np.float32), np.asarray(D, dtype=np.float32)
    left, right = (np.abs(X), X), (np.abs(D), D)  # sizes, whose products are all pulses, and values: up less down
    left_2, right_2 = (X**2 / slots, X * np.abs(X) / slots), (D**2, D * np.abs(D))
    for i in range(0, X.shape[1], BLOCK):
        rows = slice(i, i + BLOCK)
        both, net = (x[:, rows].T @ d for x, d in zip(left, right, strict=True))
        both_2, net_2 = (x[:, rows].T @ d for x, d in zip(left_2, right_2, strict=True))
        up, down = (both + net) / 2, (both - net) / 2
        yield rows, Pulses(up, down, both, up - (both_2 + net_2) / 2, down - (both_2 - net_2) / 2)  # (1)
