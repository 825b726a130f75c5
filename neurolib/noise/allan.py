r"""Allan variance: how much averages still differ from one to the next, however long they are.

A record that holds K averages :math:`\bar x_k` over m samples each, side by side, has for this m
the Allan variance

.. math::

    \sigma_A^2 = \frac{1}{2 (K - 1)} \sum_{k=1}^{K-1} \left(\bar x_{k+1} - \bar x_k\right)^2 \tag{1}

Of white noise it is the variance of one average, which falls as 1/m. Of noise with the one-sided
power spectral density S = h/f it is the same for every m: longer averages are no better. A sum of
relaxations with the variance 1 and corners from :math:`f_1` to :math:`f_2`, see
:mod:`~neurolib.noise.flicker`, has :math:`h = 1/\ln(f_2/f_1)`, and well inside the band

.. math::

    \sigma_A^2 = 2 \ln 2 \cdot h = \frac{2 \ln 2}{\ln(f_2/f_1)} \tag{2}

Sources: D. W. Allan, Proceedings of the IEEE 54:221 (1966), doi:10.1109/PROC.1966.4634; for (2)
J. A. Barnes et al., IEEE Transactions on Instrumentation and Measurement 20:105 (1971), appendix.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..model import ParameterError, Quantity
from .flicker import band

RECORD = Quantity("", "samples of the record", -1e30, 1e30)
AVERAGED = Quantity("", "number of samples in each average", 1.0, 1e8, (1.0, 1000.0))


def allan_variance(x: Any, m: Any) -> Any:
    """Return the Allan variance of a record ``x`` for averages over ``m`` samples each, in the unit
    of ``x`` squared: equation (1).

    ``x`` has the shape (n,), ``m`` is a whole number or an array of them, up to n/2, and the result
    has its shape; samples that are left over at the end are not used. Raises
    :class:`~neurolib.model.ParameterError` for fewer than two averages. Used in chapter 5.
    """
    record, sizes = RECORD.array(x, "allan_variance's x"), AVERAGED.array(m, "allan_variance's m")
    if record.ndim != 1:
        raise ParameterError(
            f"allan_variance's x has shape {record.shape}; expected one record, shape (n,), "
            "as in x=reads[:, 0]."
        )
    if (sizes != np.rint(sizes)).any() or sizes.max() > len(record) / 2:
        raise ParameterError(
            f"allan_variance's m (number of samples in each average) is {m!r:.60}; "
            f"expected whole numbers from 1 to {len(record) // 2}, "
            f"because {len(record)} samples have to hold two averages."
        )
    found = np.empty(sizes.shape)
    for place, size in np.ndenumerate(sizes.astype(int)):
        means = record[: len(record) // size * size].reshape(-1, size).mean(axis=1)
        found[place] = np.mean(np.diff(means) ** 2) / 2  # (1)
    return found if sizes.ndim else float(found)


def flicker_allan(f_low: float, f_high: float) -> float:
    """Return the Allan variance of flicker noise of variance 1, at any time: equation (2).

    ``f_low`` and ``f_high`` in Hz are the ends of the band in which its spectrum goes as 1/f.
    """
    low, high = band(f_low, f_high, "flicker_allan")
    return 2 * math.log(2) / math.log(high / low)  # (2)
