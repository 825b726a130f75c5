r"""Converters between numbers and voltages or currents: symmetric and uniform, and saturated beyond their range.

With b bits over the range from −F to F a converter without a zero has :math:`2^b` levels, one with a zero :math:`2^b - 1`:

.. math::

    \hat x = \Delta \left(\left\lfloor \frac{x}{\Delta} \right\rfloor + \tfrac{1}{2}\right), \quad \Delta = \frac{2F}{2^b} \tag{1}
    \hat x = \Delta\, \mathrm{round}\!\left(\frac{x}{\Delta}\right), \quad \Delta = \frac{2F}{2^b - 2} \tag{2}

(1) has the mean square error :math:`\Delta^2/12`, which for a sine of full scale is 6.02 b + 1.76 dB below the signal. (2) leaves a
row that is given nothing without a voltage: drivers of rows are of this kind. Source: W. R. Bennett, Bell System Technical
Journal 27:446 (1948), doi:10.1002/j.1538-7305.1948.tb01340.x. Used in chapter 5.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..model import Quantity

BITS = Quantity("", "bits of a converter", 2.0, 24.0, (4.0, 12.0))
SIGNAL = Quantity("", "what is converted", -np.inf, np.inf, (-1.0, 1.0))
RANGE = Quantity("", "full scale of a converter", 1e-30, 1e30, (0.5, 2.0))


def whole_bits(bits: Any, name: str) -> int:
    """Return a number of bits as an int, or refuse it."""
    return BITS.whole(bits, name)


def quantise(x: Any, bits: int, full_scale: float = 1.0, zero: bool = False) -> np.ndarray:
    """Return ``x`` as a converter of ``bits`` bits from −``full_scale`` to ``full_scale`` gives it: equation (1), with a ``zero`` (2).

    Raises :class:`ParameterError` for bits that are no whole number from 2 to 24 and for a full scale that is not above 0.
    """
    bits, full_scale = whole_bits(bits, "quantise's bits"), RANGE.number(full_scale, "quantise's full_scale")
    return rounded(SIGNAL.array(x, "quantise's x"), bits, full_scale, zero)


def rounded(x: np.ndarray, bits: int, full_scale: float, zero: bool) -> np.ndarray:
    """Return equation (1) or (2) of arguments that were checked."""
    half = 2 ** (bits - 1)
    if zero:
        step = full_scale / (half - 1)
        y = np.rint(x * (1 / step))  # (2)
        return np.asarray(np.minimum(np.maximum(y, 1.0 - half), half - 1.0) * step)
    step = full_scale / half
    y = np.floor(x * (1 / step))  # (1)
    return np.asarray((np.minimum(np.maximum(y, -half), half - 1.0) + 0.5) * step)
