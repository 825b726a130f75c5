"""The drift of STDP under Poisson trains, against the postsynaptic rate. Used in chapter 3."""

from __future__ import annotations

import numpy as np

from ..plasticity import STDP
from ..plasticity.traces import PAIRINGS as SCHEMES
from ..units import Hz
from .sliding import extent

PAIRINGS = tuple(SCHEMES)
areas, mean_change = STDP.areas, STDP.mean_change
REACH = 0.006, 0.014, 0.03, 0.07, 0.15, 0.35, 0.8, 2.0, 4.0  # of the axis, per s; and its shares
SIDES = (-0.12, 1.0), (-1.0, 0.12), (-0.5, 1.0), (-1.0, 0.5)  # of that on either side
TABLES = {"rates": np.linspace(0, 60, 121) * Hz}
N = len(TABLES["rates"])
FACTS = "turns", "at", "at_20", "at_60", "up", "up_x", "up_y", "down", "down_x", "down_y", "limits"
TURNS, AT, AT_20, AT_60, UP, UP_X, UP_Y, DOWN, DOWN_X, DOWN_Y, LIMITS = range(len(FACTS))
OUTPUTS = {"drift": N, "potentiated": N, "depressed": N, "facts": FACTS}


def drift_curve(
    r_pre, eta, A_plus, A_minus, tau_plus, tau_minus, pairing, rates,
    drift, potentiated, depressed, facts,
):  # fmt: skip
    """Compute the drift at each postsynaptic rate, where it changes its sign, and where the names
    of its two signs stand.

    Rates are in Hz, time constants in s, and the drift is in 1/s, in units of the largest weight.
    """
    for k in range(len(rates)):
        P, D = areas(
            pairing, eta * A_plus * tau_plus, eta * A_minus * tau_minus, tau_plus, tau_minus,
            r_pre, rates[k],
        )  # fmt: skip
        drift[k] = mean_change(r_pre, rates[k], P, D)
        potentiated[k] = drift[k] if drift[k] > 0.0 else np.nan
        depressed[k] = drift[k] if drift[k] < 0.0 else np.nan
    at_20 = at_60 = 0
    for k in range(len(rates)):
        at_20 = k if abs(rates[k] - 20.0) < abs(rates[at_20] - 20.0) else at_20
        at_60 = k if abs(rates[k] - 60.0) < abs(rates[at_60] - 60.0) else at_60
    facts[AT_20], facts[AT_60] = drift[at_20], drift[at_60]
    for k in range(len(rates) - 2, 0, -1):
        if np.sign(drift[k + 1]) != np.sign(drift[k]):
            facts[TURNS] = 1.0
            facts[AT] = rates[k] + (rates[1] - rates[0]) * drift[k] / (drift[k] - drift[k + 1])
    low, high = named(drift, rates, 1.0, facts[UP:]), named(drift, rates, -1.0, facts[DOWN:])
    least, most = extent(drift, 0, len(drift))
    facts[LIMITS] = room(min(low, least), max(high, most))


def named(drift, rates, sign, name):
    """Place the name of one sign: whether there is room, and where; return its place."""
    n, most, at = 0, 0.0, 0
    for k in range(len(drift)):
        if sign * drift[k] > 0.0:
            n += 1
            if sign * drift[k] > most:
                most, at = sign * drift[k], k
    least, largest = extent(drift, 0, len(drift))
    edge = (14 * len(drift)) // 121  # closer to an end a name leaves the axes
    at, span = min(max(at, edge), len(drift) - 1 - edge), largest - least
    inside = drift[at] / 2.0
    name[0] = 1.0 if n > 8 else 0.0
    name[1] = rates[at]
    # a flat area is named beyond the axis
    name[2] = inside if abs(inside) > 0.06 * span else -np.sign(drift[at]) * 0.04 * span
    return name[2]


def room(low, high):
    """Return the number of the narrowest limits that hold both."""
    for k in range(len(REACH)):
        for j in range(len(SIDES)):
            if 1.05 * low >= SIDES[j][0] * REACH[k] and 1.05 * high <= SIDES[j][1] * REACH[k]:
                return k * len(SIDES) + j
    return len(REACH) * len(SIDES) - 1


LIMITS_OF_DRIFT = [(low * reach, high * reach) for reach in REACH for low, high in SIDES]
