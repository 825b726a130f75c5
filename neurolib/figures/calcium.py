"""The calcium of one pair of spikes, and the change of a synapse against the lag of the pair. Used
in chapter 9.
"""

from __future__ import annotations

import numpy as np

from ..applications.medicine import Calcium
from ..units import ms

left, stay, shift = Calcium.left, Calcium.stay, Calcium.shift
RHO = 0.5  # the efficacy before the pair
TABLES = {"moments": np.linspace(-60, 100, 641) * ms, "lags": np.linspace(-60, 60, 121) * ms}
OUTPUTS = {
    "level": len(TABLES["moments"]),
    "changes": len(TABLES["lags"]),
    "here": 1,  # the change at the lag of the pair
    "most": 1,  # of the calcium
    "least": 1,  # of the changes
    "largest": 1,
}


def pair_of_spikes(
    lag, C_pre, C_post, D, tau_c, theta_p, theta_d, gamma_p, gamma_d, tau, moments, lags,
    level, changes, here, most, least, largest,
):  # fmt: skip
    """Compute the calcium of a presynaptic spike at 0 and a postsynaptic one at ``lag``, and what
    such a pair changes at this lag and at all ``lags``.

    Times are in s; calcium and changes of the efficacy are numbers.
    """
    for k in range(len(moments)):
        pre, post = left(moments[k] - D, C_pre, tau_c), left(moments[k] - lag, C_post, tau_c)
        level[k] = pre + post
        most[0] = max(most[0], level[k])
    here[0] = change(lag - D, C_pre, C_post, tau_c, theta_p, theta_d, gamma_p, gamma_d, tau)
    for k in range(len(lags)):
        changes[k] = change(
            lags[k] - D, C_pre, C_post, tau_c, theta_p, theta_d, gamma_p, gamma_d, tau
        )
        least[0] = min(least[0], changes[k]) if k else changes[k]
        largest[0] = max(largest[0], changes[k]) if k else changes[k]


def change(later, C_pre, C_post, tau_c, theta_p, theta_d, gamma_p, gamma_d, tau):
    """Return the change by a pair whose postsynaptic calcium comes ``later`` than the presynaptic
    one, or earlier if that is negative.
    """
    gap, first, second = abs(later), C_pre, C_post
    if later < 0.0:
        first, second = C_post, C_pre
    second += left(gap, first, tau_c)
    up = stay(first, theta_p, gap, tau_c) + stay(second, theta_p, np.inf, tau_c)
    down = stay(first, theta_d, gap, tau_c) + stay(second, theta_d, np.inf, tau_c)
    return shift(RHO, up, down, gamma_p, gamma_d, tau)
