"""A synapse with unequal or shrinking steps: pulses up, pulses down, and pairs. Used in chapter
5.
"""

from __future__ import annotations

import numpy as np

from ..devices import SoftBounds
from .names import apart

up, down = SoftBounds.up, SoftBounds.down
equal_steps, pair_factor = SoftBounds.equal_steps, SoftBounds.pair_factor
SERIES = 60  # pulses up, then pulses down, then pairs
PULSES = 4 * SERIES
TABLES = {"pulses": np.arange(PULSES + 1), "weights": np.linspace(-1, 1, 101)}
N = len(TABLES["weights"])
TOPS = 0.01, 0.02, 0.035, 0.06, 0.09, 0.14, 0.21  # of the axis of steps
ROOM = 0.07  # of the axis of steps, between two names
FACTS = (
    "up_at_0", "down_at_0",
    "fate",  # 0: no symmetry point, 1: every weight is one, 2: one
    "has_point",
    "point", "step_there", "loss",  # of the distance from it, per pair
    "end", "top", "last_up", "last_down", "name_up", "name_down",
)  # fmt: skip
(
    UP_AT_0, DOWN_AT_0, FATE, HAS_POINT, POINT, STEP_THERE, LOSS, END, TOP, LAST_UP, LAST_DOWN,
    NAME_UP, NAME_DOWN,
) = range(len(FACTS))  # fmt: skip
OUTPUTS = {
    "rise": PULSES + 1,
    "fall": PULSES + 1,
    "pairs": PULSES + 1,
    "ups": N,
    "downs": N,
    "facts": FACTS,
}


def path_and_steps(
    gamma_plus, gamma_minus, w_max, w_min, s, pulses, weights, rise, fall, pairs, ups, downs, facts
):
    """Follow a weight from 0 through 60 pulses up, 60 down and 60 pairs, and compute the steps at
    all ``weights``; all are numbers.
    """
    w = 0.0
    for k in range(PULSES + 1):
        if k > 0:
            rises = k <= SERIES or (k > 2 * SERIES and k % 2 == 1)
            step = up(w, gamma_plus, w_max, s) if rises else -down(w, gamma_minus, w_min, s)
            w = min(max(w + step, w_min), w_max)
        rise[k] = w if k <= SERIES else np.nan
        fall[k] = w if SERIES <= k <= 2 * SERIES else np.nan
        pairs[k] = w if k >= 2 * SERIES else np.nan
    facts[END] = w
    most = 0.0
    for k in range(len(weights)):
        ups[k] = max(up(weights[k], gamma_plus, w_max, s), 0.0)
        downs[k] = max(down(weights[k], gamma_minus, w_min, s), 0.0)
        most = max(most, ups[k], downs[k])
    for k in range(len(TOPS) - 1):
        facts[TOP] += 1.0 if 1.02 * most > TOPS[k] else 0.0
    facts[UP_AT_0], facts[DOWN_AT_0] = (
        up(0.0, gamma_plus, w_max, s),
        down(0.0, gamma_minus, w_min, s),
    )
    if s > 0.0:
        facts[FATE], facts[HAS_POINT] = 2.0, 1.0
        facts[POINT] = equal_steps(gamma_plus, gamma_minus, w_max, w_min, s, s)
        facts[STEP_THERE] = up(facts[POINT], gamma_plus, w_max, s)
        facts[LOSS] = 1.0 - pair_factor(gamma_plus, gamma_minus, w_max, w_min, s, s)
    else:
        facts[FATE] = 1.0 if gamma_plus == gamma_minus else 0.0
    last = len(weights) - 1
    facts[LAST_UP], facts[LAST_DOWN] = ups[last], downs[last]
    apart(facts[LAST_UP : LAST_DOWN + 1], ROOM * TOPS[int(facts[TOP])], facts[NAME_UP:])
