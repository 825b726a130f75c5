"""All pairs of two short spike trains, each through the STDP window, and how their changes add up.
Used in chapter 3.
"""

from __future__ import annotations

import numpy as np

from ..plasticity import STDP
from ..units import ms

pair = STDP.pair
PRE = tuple(each * ms for each in (12, 30, 36, 78, 99))
BEND = 21  # points of a line from one spike to the other
POST, HIGH, LOW = 0.043, 0.0355, 0.035  # where such a line leaves, and the strokes end, in changes
REACH = 0.025, 0.034, 0.047, 0.065, 0.09, 0.13, 0.2  # of the axis of the changes
TABLES = {
    "pre": PRE,
    "moments": np.linspace(0, 120, 481) * ms,
    "share": np.linspace(0, 1, BEND),
}
SPIKES, PARTS = range(1, 5), range(1, 6)
FACTS = (
    "at",  # the time of the spike that was taken
    "gains", "gained", "losses", "lost",  # how many of its pairs change the weight, and by how much
    "gaining", "losing",  # whether the window does either
    "total", "rises", "falls", "limits",
    *(f"taken_{k}" for k in SPIKES),
    *(f"step_{k}" for k in SPIKES),  # what each postsynaptic spike changes
    *(f"end_{k}" for k in SPIKES),  # and all up to it
    *(f"pair_{k}" for k in PARTS),  # and each pair of the one that was taken
    *(f"up_{k}" for k in PARTS),
    *(f"down_{k}" for k in PARTS),
    *(f"width_{k}" for k in PARTS),
)  # fmt: skip
(
    AT, GAINS, GAINED, LOSSES, LOST, GAINING, LOSING, TOTAL, RISES, FALLS, LIMITS,
    TAKEN, _, _, _, STEP, _, _, _, END, _, _, _,
    PAIR, _, _, _, _, UP, _, _, _, _, DOWN, _, _, _, _, WIDTH, _, _, _, _,
) = range(len(FACTS))  # fmt: skip
OUTPUTS = {
    "above": len(TABLES["moments"]),  # the window of the spike that was taken
    "below": len(TABLES["moments"]),
    "own": len(PRE),
    **{f"{side}_{k}": BEND + 1 for k in PARTS for side in "xy"},  # the lines to its pairs
    "others": 4,  # the other postsynaptic spikes
    "mine": 1,
    "bars_low": 4,
    "bars_high": 4,
    "bar_low": 4,  # of the one that was taken
    "bar_high": 4,
    "signs": 4,
    "facts": FACTS,
}


def pairs_of_trains(
    taken, t_1, t_2, t_3, t_4, A_plus, A_minus, tau_plus, tau_minus, eta, pre, moments, share,
    above, below, own, x_1, y_1, x_2, y_2, x_3, y_3, x_4, y_4, x_5, y_5, others, mine,
    bars_low, bars_high, bar_low, bar_high, signs, facts,
):  # fmt: skip
    """Compute the window of the postsynaptic spike that was taken, its pairs, and the changes by
    all pairs.

    Times are in s, and changes are fractions of the largest weight.
    """
    post, chosen = (t_1, t_2, t_3, t_4), int(taken) - 1
    xs, ys = (x_1, x_2, x_3, x_4, x_5), (y_1, y_2, y_3, y_4, y_5)
    p = (A_plus, A_minus, tau_plus, tau_minus, eta)
    here = post[chosen]
    facts[AT] = mine[0] = here
    for k in range(len(moments)):
        change = paired(here - moments[k], p)
        above[k] = change if change > 0.0 else np.nan
        below[k] = change if change < 0.0 else np.nan
        facts[GAINING] = 1.0 if change > 0.0 else facts[GAINING]
        facts[LOSING] = 1.0 if change < 0.0 else facts[LOSING]
    for k in range(len(pre)):
        own[k] = facts[PAIR + k] = paired(here - pre[k], p)
        bend(here, pre[k], own[k], share, xs[k], ys[k])
        facts[UP + k], facts[DOWN + k] = 1.0 * (own[k] > 0.0), 1.0 * (own[k] < 0.0)
        facts[WIDTH + k] = 0.7 + 220.0 * min(abs(own[k]), 0.02)
        facts[GAINS] += facts[UP + k]
        facts[LOSSES] += facts[DOWN + k]
        facts[GAINED] += max(own[k], 0.0)
        facts[LOST] += max(-own[k], 0.0)
    farthest = 0.0
    for j in range(4):
        step = 0.0
        for k in range(len(pre)):
            step += paired(post[j] - pre[k], p)
        before = facts[TOTAL]
        facts[TOTAL] += step
        facts[STEP + j], facts[END + j] = step, facts[TOTAL]
        signs[j] = 0.0 if step > 0.0 else 1.0
        farthest = max(farthest, abs(facts[TOTAL]))
        mine_too = j == chosen
        facts[TAKEN + j] = 1.0 if mine_too else 0.0
        others[j] = np.nan if mine_too else post[j]
        bars_low[j], bars_high[j] = (np.nan, np.nan) if mine_too else (before, facts[TOTAL])
        bar_low[j], bar_high[j] = (before, facts[TOTAL]) if mine_too else (np.nan, np.nan)
    facts[RISES] = 1.0 if facts[TOTAL] >= 0.0 else 0.0
    facts[FALLS] = 1.0 - facts[RISES]
    for k in range(len(REACH) - 1):
        facts[LIMITS] += 1.0 if 1.2 * farthest > REACH[k] else 0.0


def paired(lag, p):
    """Return the change of the weight by a pair."""
    A_plus, A_minus, tau_plus, tau_minus, eta = p
    return pair(lag, A_plus, A_minus, tau_plus, tau_minus, eta)


def bend(start, end, change, share, x, y):
    """Fill in a line that leaves one spike downwards, reaches the other from above, and falls to
    what the pair changes.
    """
    for k in range(len(share)):
        s = share[k]
        one, two, three, four = (1 - s) ** 3, 3 * (1 - s) ** 2 * s, 3 * (1 - s) * s**2, s**3
        x[k] = (one + two) * start + (three + four) * end
        y[k] = one * POST + two * HIGH + three * (POST - 0.0005) + four * LOW
    x[len(share)], y[len(share)] = end, change
