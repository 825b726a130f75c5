"""A weight on a grid that receives the same request again and again, rounded by chance and to the
nearest point. Used in chapter 5.
"""

from __future__ import annotations

import numpy as np

from ..noise import rounded
from .chance import uniform
from .names import apart

STEPS, COPIES, SHOWN, SEED = 200, 30, 12, 12
LONG = STEPS + 2  # of one of the thin lines, with a gap behind it
TABLES = {
    "requests": np.arange(STEPS + 1),
    "each": np.tile(np.append(np.arange(STEPS + 1.0), np.nan), SHOWN),
}
TOPS = 0.3, 0.6, 1.0, 1.5, 2.2, 3.2, 4.5, 6.5, 9.0
ROOM = 0.065  # of the axis, between two names
FACTS = (
    "mean_end",
    "whole",  # the sum of the requests
    "nearest_end", "spread", "share",
    "moves",  # whether the weight that is rounded to the nearest ever does
    "top", "name_chance", "name_sum", "name_nearest",
)  # fmt: skip
(
    MEAN_END, WHOLE, NEAREST_END, SPREAD, SHARE, MOVES, TOP, NAME_CHANCE, NAME_SUM, NAME_NEAREST,
) = range(len(FACTS))  # fmt: skip
OUTPUTS = {
    "some": SHOWN * LONG,
    "mean": STEPS + 1,
    "sums": STEPS + 1,
    "nearest": STEPS + 1,
    "facts": FACTS,
}


def requests_on_a_grid(lsb, change, requests, each, some, mean, sums, nearest, facts):
    """Add ``change`` again and again to thirty weights on a grid of step ``lsb`` that are rounded
    by chance, and to one that is rounded to the nearest point; all are numbers.
    """
    squares = 0.0
    for copy in range(COPIES):
        weight = 0.0
        for k in range(STEPS + 1):
            weight = 0.0 if k == 0 else rounded(weight + change, lsb, uniform(SEED, copy, k))
            mean[k] += weight / COPIES
            if copy < SHOWN:
                some[copy * LONG + k] = weight
        if copy < SHOWN:
            some[copy * LONG + STEPS + 1] = np.nan
        squares += weight * weight / COPIES
    for k in range(STEPS + 1):
        sums[k] = change * k
        nearest[k] = 0.0 if k == 0 else lsb * np.rint((nearest[k - 1] + change) / lsb)
    facts[WHOLE], facts[MEAN_END], facts[NEAREST_END] = sums[STEPS], mean[STEPS], nearest[STEPS]
    facts[SPREAD] = np.sqrt(max(squares - mean[STEPS] * mean[STEPS], 0.0))
    facts[SHARE], facts[MOVES] = nearest[STEPS] / sums[STEPS], 1.0 if nearest[STEPS] > 0.0 else 0.0
    most = max(sums[STEPS], nearest[STEPS])
    for k in range(SHOWN * LONG):
        most = max(most, some[k]) if np.isfinite(some[k]) else most
    for k in range(len(TOPS) - 1):
        facts[TOP] += 1.0 if 1.03 * most > TOPS[k] else 0.0
    apart(facts[: NEAREST_END + 1], ROOM * TOPS[int(facts[TOP])], facts[NAME_CHANCE:])
