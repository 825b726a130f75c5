r"""Statistics of a million phase-change devices: the spread of drift, of programming and of
reading, as published fits.

With g the conductance relative to the largest, :math:`G_{\mathrm{max}}` = 25 µS:

.. math::

    \mu_\nu = -0.0155 \ln g + 0.0244, \text{ kept within } 0.049 \ldots 0.1 \tag{1}
    \sigma_\nu = -0.0125 \ln g - 0.0059, \text{ kept within } 0.008 \ldots 0.045 \tag{2}
    \sigma_{\mathrm{prog}} = (0.26348 + 1.9650\, g
        - 1.1731\, g^2)\; \mu\mathrm{S} \times G_{\mathrm{max}} / 25\, \mu\mathrm{S} \tag{3}
    \frac{\sigma_{\mathrm{read}}}{G} = Q \sqrt{\ln \frac{t + t_r}{2 t_r}},
        \quad Q = \min(0.0088\, g^{-0.65}, 0.2) \tag{4}
    G(t) = G(t_0) \left(\frac{t}{t_0}\right)^{-\nu} \tag{5}
    t^* = t_0 \left(\frac{G_+}{G_-}\right)^{1/(\nu_+ - \nu_-)} \tag{6}

(4) is 1/f noise gathered over a reading of length :math:`t_r` at time t after programming. (6) is
when a weight :math:`G_+ - G_-` held by two devices that drift unequally changes its sign. Scaling
(3) with the largest conductance is a teaching choice: another tool's noise stays the same in
siemens whatever the device, which is an error.

Sources: V. Joshi et al., Nature Communications 11:2473 (2020), doi:10.1038/s41467-020-16108-9; S.
R. Nandakumar et al. (2019), IEEE document 8964852; formulas as transcribed in a public simulator.
Used in chapters 4 and 5.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..model import ParameterError, Quantity
from ..units import ns, s, show, uS, year

G_MAX, T_0, T_READ = 25 * uS, 20 * s, 250 * ns

SHARE = Quantity("", "conductance relative to the largest", 0.0, 1.5, (0.01, 1.0))
AGE = Quantity("s", "time since programming", 1e-9, 1e4 * year, (1 * s, 1e6 * s))
NU = Quantity("", "drift exponent", -1.0, 1.0, (0.0, 0.1))
CONDUCTANCE = Quantity("uS", "conductance", 1e-15, 1.0, (1 * uS, 25 * uS))
# in any unit: drift is a factor
START = Quantity("uS", "conductance at the start", 0.0, 1e30, (1 * uS, 25 * uS))
READING = Quantity("ns", "length of a reading", 1e-12 * s, 1 * s, (10 * ns, 1000 * ns))


def nu_mean(g: Any) -> Any:
    """Return the mean drift exponent of devices at the relative conductance ``g``: equation (1)."""
    return np.clip(-0.0155 * _log(g, "nu_mean") + 0.0244, 0.049, 0.1)  # (1)


def nu_std(g: Any) -> Any:
    """Return the standard deviation of drift exponents at the relative conductance ``g``: equation
    (2).
    """
    return np.clip(-0.0125 * _log(g, "nu_std") - 0.0059, 0.008, 0.045)  # (2)


def programming_std(g: Any, G_max: float = G_MAX) -> Any:
    """Return the standard deviation in S of programmed conductances around the target ``g``:
    equation (3).
    """
    g, G_max = (
        SHARE.array(g, "programming_std's g"),
        CONDUCTANCE.number(G_max, "programming_std's G_max"),
    )
    return (0.26348 + 1.9650 * g - 1.1731 * g**2) * uS * G_max / G_MAX  # (3)


def read_std(g: Any, t: Any, t_r: float = T_READ) -> Any:
    """Return the relative standard deviation σ/G of a reading ``t`` seconds after programming:
    equation (4).
    """
    t_r = READING.number(t_r, "read_std's t_r")
    age = np.maximum(AGE.array(t, "read_std's t"), t_r)
    Q = np.minimum(0.0088 * np.exp(-0.65 * _log(g, "read_std")), 0.2)
    return Q * np.sqrt(np.log((age + t_r) / (2 * t_r)))  # (4)


def drifted(G: Any, t: Any, nu: Any, t_0: float = T_0) -> Any:
    """Return the conductance in S at ``t`` of a device that had ``G`` at ``t_0``: equation (5). A
    positive ν lets it fall.
    """
    G, t_0 = START.array(G, "drifted's G"), AGE.number(t_0, "drifted's t_0")
    return aged(G, AGE.array(t, "drifted's t"), NU.array(nu, "drifted's nu"), t_0)


def aged(G: Any, t: Any, nu: Any, t_0: Any) -> Any:
    """Return ``drifted`` of arguments that were checked, as a kernel does."""
    return G * (t / t_0) ** -nu  # (5)


def flip_time(
    G_plus: float, G_minus: float, nu_plus: float, nu_minus: float, t_0: float = T_0
) -> float:
    """Return when a weight ``G_plus`` − ``G_minus`` passes zero by unequal drift, s; ``inf`` where
    it never does: equation (6).
    """
    G_plus, G_minus = (
        CONDUCTANCE.number(G, f"flip_time's {name}")
        for G, name in ((G_plus, "G_plus"), (G_minus, "G_minus"))
    )
    faster = NU.number(nu_plus, "flip_time's nu_plus") - NU.number(nu_minus, "flip_time's nu_minus")
    t_0 = AGE.number(t_0, "flip_time's t_0")
    if G_plus == G_minus:
        raise ParameterError(
            f"flip_time's G_plus and G_minus are both {show(G_plus, 'S')}: the weight "
            f"is 0 from the start."
        )
    return float(equal_after(G_plus, G_minus, faster, t_0))


def equal_after(G_plus: Any, G_minus: Any, faster: Any, t_0: Any) -> Any:
    """Return ``flip_time`` of arguments that were checked, with the difference of the two drift
    exponents.
    """
    exponent = np.log(G_plus / G_minus) / faster if faster != 0.0 else np.inf
    return t_0 * np.exp(exponent) if 0.0 < exponent < 700.0 else np.inf  # (6)


def _log(g: Any, verb: str) -> Any:
    return np.log(np.maximum(SHARE.array(g, f"{verb}'s g"), 1e-12))
