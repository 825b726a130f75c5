"""A weight that is the difference of two conductances, which drift. Used in chapter 5."""

from __future__ import annotations

import numpy as np

from ..devices.statistics import T_0, aged, equal_after
from ..units import day, hour, minute, s, uS, year
from .names import apart

MARKS = {"1 min": 1 * minute, "1 h": 1 * hour, "1 day": 1 * day, "1 year": 1 * year}
TABLES = {"times": np.geomspace(20 * s, 30 * year, 160)}
N = len(TABLES["times"])
TOPS = 12 * uS, 20 * uS, 28 * uS  # of the axis of conductances
REACH = 0.6 * uS, 1.2 * uS, 2.5 * uS, 5 * uS, 9 * uS, 16 * uS, 25 * uS  # of that of weights
FACTS = (
    "start", "end", "end_plus", "end_minus",
    "fate",  # 0: equal from the start, 1: changes its sign, 2: keeps it
    "flip_hours", "top", "reach", "name_plus", "name_minus",
)  # fmt: skip
(
    START, END, END_PLUS, END_MINUS, FATE, FLIP_HOURS, TOP, LIMITS, NAME_PLUS, NAME_MINUS,
) = range(len(FACTS))  # fmt: skip
OUTPUTS = {"plus": N, "minus": N, "weight": N, "above": N, "below": N, "facts": FACTS}
ROOM = 0.12  # of the axis of conductances, between two names


def two_conductances(
    G_plus, G_minus, nu_plus, nu_minus, times, plus, minus, weight, above, below, facts
):  # fmt: skip
    """Compute both conductances and their difference over thirty years, and when it changes its
    sign.

    Conductances and weights are in S, times in s, and drift exponents are numbers.
    """
    largest = 0.0
    for k in range(len(times)):
        plus[k] = aged(G_plus, times[k], nu_plus, T_0)
        minus[k] = aged(G_minus, times[k], nu_minus, T_0)
        weight[k] = plus[k] - minus[k]
        above[k] = weight[k] if weight[k] > 0.0 else np.nan
        below[k] = weight[k] if weight[k] < 0.0 else np.nan
        largest = max(largest, abs(weight[k]))
    last = len(times) - 1
    facts[START], facts[END] = weight[0], weight[last]
    facts[FATE] = 1.0 if weight[0] * weight[last] < 0.0 else 2.0
    if abs(weight[0]) < 1e-12:  # S: two stops of a slider may differ by rounding alone
        facts[START] = facts[FATE] = 0.0
    facts[FLIP_HOURS] = equal_after(G_plus, G_minus, nu_plus - nu_minus, T_0) / hour
    for k in range(len(TOPS) - 1):
        facts[TOP] += 1.0 if 1.05 * max(plus[0], minus[0]) > TOPS[k] else 0.0
    for k in range(len(REACH) - 1):
        facts[LIMITS] += 1.0 if 1.1 * largest > REACH[k] else 0.0
    facts[END_PLUS], facts[END_MINUS] = plus[last], minus[last]
    apart(facts[END_PLUS : END_MINUS + 1], ROOM * TOPS[int(facts[TOP])], facts[NAME_PLUS:])
