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
from . import compiled

BLOCK = 32  # rows at a time


def whole_pulses(wanted: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return whole numbers of pulses whose mean is ``wanted``, as a list: the cell of each pulse, counted row by row, and its sign."""
    counts = np.asarray(stochastic_round(wanted, 1.0, rng)).reshape(-1)
    cells = np.flatnonzero(counts)
    cells = np.repeat(cells, np.abs(counts[cells]).astype(np.int64))
    return cells, np.sign(counts[cells]).astype(np.int8)


def coincidences(x: np.ndarray, d: np.ndarray, scale: float, slots: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return the pulses of one sample as a list, row by row and slot by slot: the cell of each, counted row by row, and its sign.

    ``x`` is of the rows, ``d`` of the columns, and ``scale`` the wanted pulses for a product of 1. A wire fires in a slot with a
    chance in proportion to its value; that of a cell is the product of both.
    """
    sizes, signs = (np.abs(x), np.abs(d)), (np.sign(x).astype(np.int8), np.sign(d * scale).astype(np.int8))
    share = np.sqrt(abs(scale) / slots * sizes[0].max() * sizes[1].max())  # of slots, where a row and a column want most
    rows, columns = (
        rng.random((slots, len(size)), dtype=np.float32) < (size * (share / (size.max() or 1.0))).astype(np.float32) for size in sizes
    )
    if compiled.loaded(abs(scale) * sizes[0].sum() * sizes[1].sum()):
        return compiled.coincidences(rows, columns, *signs)
    row, slot = np.nonzero(rows.T)
    column, many = np.nonzero(columns)[1], columns.sum(1)
    repeats = many[slot]
    first = (np.cumsum(many) - many)[slot] - (np.cumsum(repeats) - repeats)  # where a slot's columns begin, less where its pulses do
    own = column[np.repeat(first, repeats) + np.arange(repeats.sum())]
    return np.repeat(row, repeats) * len(d) + own, signs[0][np.repeat(row, repeats)] * signs[1][own]


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
