r"""Information in spike counts and in words: entropies, and what a response says of a stimulus,
with their bias named.

A response is a symbol: a spike count, or a **word** of zeros and ones, one for each bin. Of N
responses, :math:`p_s` is the share of the symbol s. The entropy of these shares is too small on the
mean, because rare symbols have not come yet; if R of them did, by about the correction of Miller
and Madow, which is the same for any distribution:

.. math::

    H = -\sum_s p_s \log_2 p_s \tag{1}
    H_{\mathrm{corrected}} = H + \frac{R - 1}{2 N \ln 2} \tag{2}

The information that responses y have about stimuli x is, without and with the same correction of
each of its three entropies,

.. math::

    I = H(x) + H(y) - H(x, y) \tag{3}
    I_{\mathrm{corrected}} = I - \frac{R_{xy} - R_x - R_y + 1}{2 N \ln 2} \tag{4}

Without it, responses that do not depend on the stimulus at all seem to inform about it. The
correction is good where each symbol comes several times. It takes away too little where few trials
of a stimulus meet many symbols, and nothing helps where most words come once.

Sources: C. E. Shannon (1948), doi:10.1002/j.1538-7305.1948.tb01338.x; G. A. Miller, in *Information
Theory in Psychology* II-B:95 (1955), for (2); S. Panzeri and A. Treves, Network 7:87 (1996),
for (4); S. P. Strong et al., Physical Review Letters 80:197 (1998),
doi:10.1103/PhysRevLett.80.197, for words.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..model import ParameterError, Quantity, expect

SYMBOL = Quantity(
    "", "symbols: whole numbers, one for each response, or a word in each row", -1e15, 1e15
)


def entropy(symbols: ArrayLike, corrected: bool = True) -> float:
    """Return the entropy of symbols in bits: equation (2), or (1) where it is not ``corrected``.

    ``symbols`` has the shape (N,), a whole number for each response, or (N, L), a word of L in each
    row. Raises :class:`~neurolib.model.ParameterError` for what is no whole number.
    """
    expect(corrected, bool, "entropy's corrected", "True or False")
    bits, distinct, n = _entropy(_symbols(symbols, "entropy's symbols"))
    return bits + corrected * (distinct - 1) / (2 * n * math.log(2))  # (2)


def mutual_information(x: ArrayLike, y: ArrayLike, corrected: bool = True) -> float:
    """Return the information that responses have about stimuli: equation (4) or (3).

    A corrected value may fall below 0 by chance if there is none.

    Parameters
    ----------
    x : array of shape (N,) or (N, L)
        Stimulus of each trial: a whole number, or a word of L whole numbers.
    y : array of shape (N,) or (N, L)
        Response of each trial, in the same form.
    corrected : bool, default True
        Whether the bias is taken away, equation (4).

    Returns
    -------
    float
        Information, bits.

    Raises
    ------
    ParameterError
        For unequal numbers of trials and for what is no whole number.
    """
    expect(corrected, bool, "mutual_information's corrected", "True or False")
    one, other = (
        _symbols(each, f"mutual_information's {name}") for each, name in ((x, "x"), (y, "y"))
    )
    if len(one) != len(other):
        raise ParameterError(
            f"mutual_information's x has {len(one)} trials and y {len(other)}; "
            "expected a response for each stimulus."
        )
    (H_x, R_x, n), (H_y, R_y, _), (H_xy, R_xy, _) = (
        _entropy(each) for each in (one, other, np.hstack([one, other]))
    )
    bits = H_x + H_y - H_xy  # (3)
    return bits - corrected * (R_xy - R_x - R_y + 1) / (2 * n * math.log(2))  # (4)


def _symbols(given: Any, title: str) -> np.ndarray:
    """Return symbols as words in rows, shape (N, L); a number is a word of one."""
    try:
        truths = np.asarray(given).dtype == bool
    except ValueError:  # rows of unequal lengths, which the next line refuses
        truths = False
    array = SYMBOL.array(np.asarray(given, dtype=int) if truths else given, title)
    if array.ndim not in (1, 2) or (array != np.rint(array)).any():
        raise ParameterError(
            f"{title} has shape {array.shape}; expected whole numbers, (N,), or words in rows, "
            "(N, L), as in [0, 1, 1, 0]."
        )
    return array.reshape(len(array), -1)


def _entropy(words: np.ndarray) -> tuple[float, int, int]:
    """Return the entropy of words in bits, the number of different ones, and that of all."""
    counts = np.unique(words, axis=0, return_counts=True)[1]
    p = counts / counts.sum()
    return float(-(p * np.log2(p)).sum()), len(p), len(words)  # (1)
