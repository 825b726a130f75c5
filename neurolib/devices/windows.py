r"""Window functions of memristor models: factors that slow the drift of the state near its two
bounds.

A window f multiplies the drift of a state x from 0 (off) to 1 (on), under a current i, with an
exponent p and a height j:

.. math::

    f_{\mathrm{none}} = 1 \tag{1}
    f_{\mathrm{Joglekar}} = 1 - (2x - 1)^{2p} \tag{2}
    f_{\mathrm{Biolek}} = 1 - \left(x - \Theta(-i)\right)^{2p}, \quad \Theta(y)
        = 1 \text{ for } y \ge 0, \text{ else } 0 \tag{3}
    f_{\mathrm{Prodromakis}} = j \left(1 - \left[(x - \tfrac12)^2 + \tfrac34\right]^p\right) \tag{4}
    f_{\mathrm{Strukov}} = x (1 - x) \tag{5}

Joglekar's, Prodromakis's and Strukov's are 0 at both ends: a device that arrives there never leaves
(the terminal-state problem). Biolek's is 0 only at the end toward which the current drives, and 1
at the end that it leaves. Equation (2) with the parenthesis in the wrong place, (2 − 2x)^{2p}, is
in use elsewhere; its value at x = 0 is 4 instead of 0.

Sources: Y. N. Joglekar and S. J. Wolf, Eur. J. Phys. 30:661 (2009), doi:10.1088/0143-0807/30/4/001;
Z. Biolek, D. Biolek and V. Biolková, Radioengineering 18:210 (2009); T. Prodromakis et al. (2011),
doi:10.1109/TED.2011.2158004; D. B. Strukov et al. (2008), doi:10.1038/nature06932. Used in chapter
4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any


def none(x, i, p=1, j=1):
    """No window: equation (1)."""
    return 1.0 + 0 * x  # (1)


def joglekar(x, i, p=1, j=1):
    """Joglekar's window: equation (2)."""
    return 1 - abs(2 * x - 1) ** (2 * p)  # (2)


def biolek(x, i, p=1, j=1):
    """Biolek's window, which depends on the direction of the current: equation (3)."""
    return 1 - abs(x - (i <= 0)) ** (2 * p)  # (3)


def prodromakis(x, i, p=1, j=1):
    """Prodromakis's window, of adjustable height: equation (4)."""
    return j * (1 - ((x - 0.5) ** 2 + 0.75) ** p)  # (4)


def strukov(x, i, p=1, j=1):
    """Strukov's window: equation (5)."""
    return x * (1 - x)  # (5)


WINDOWS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "none": none,
        "joglekar": joglekar,
        "biolek": biolek,
        "prodromakis": prodromakis,
        "strukov": strukov,
    }
)
