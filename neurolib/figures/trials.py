"""Trials of a treatment that does nothing, and one trial that is analysed in many ways. Used in
lab 5.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np

from .._normal import erfc
from ..applications.medicine.trials import agreeing, best_of, power, sign_test, standard_error
from ..units import s
from .chance import uniform

# --- the best of several outcomes -----------------------------------------------------------------

TRIALS, MOST_PAIRS, MOST, SEED = 1500, 40, 20, 2  # and outcomes at most
VALUES = 512  # of what the outcomes of a pair share, all equally probable
SHARED, OWN = 0, 1  # streams of random numbers
SIZES = range(2, MOST_PAIRS + 1)
USELESS_TABLES = {
    "shared": [NormalDist().inv_cdf((k + 0.5) / VALUES) for k in range(VALUES)],
    # for each number of pairs: how many must agree, and how often they do by chance
    "enough": [0, 0, *map(agreeing, SIZES)],
    "singles": [0.0, 0.0, *(2 * power(n, 0.5) for n in SIZES)],
    "number": np.arange(1.0, MOST + 1),
}
USELESS_OUTPUTS = {
    "q": VALUES,  # probability that a difference is negative
    "negative": MOST,  # differences of one trial
    "found": MOST,  # how often the best of so many outcomes succeeds
    "independent": MOST,
    "alone": 1,
    "best": 1,
    "best_independent": 1,
}


def useless(
    pairs, outcomes, correlation, shared, enough, singles, number,
    q, negative, found, independent, alone, best, best_independent,
):  # fmt: skip
    """Draw 1500 trials, and count in how many the best of the first 1, 2, … outcomes succeeds.

    A difference is a normal number, the sum of what all outcomes of its pair share and of a part of
    its own, so that two outcomes have this ``correlation``; only its sign counts.
    """
    n, last = int(pairs), int(outcomes)
    for k in range(VALUES):
        q[k] = below(shared[k], correlation)
    for trial in range(TRIALS):
        for k in range(last):
            negative[k] = 0.0
        for pair in range(n):
            place = trial * MOST_PAIRS + pair
            chance = q[int(uniform(SEED, SHARED, place) * VALUES)]
            for k in range(last):
                negative[k] += 1.0 if uniform(SEED, OWN, place * MOST + k) < chance else 0.0
        succeeds = 0.0
        for k in range(last):
            if negative[k] >= enough[n] or n - negative[k] >= enough[n]:
                succeeds = 1.0
            found[k] += succeeds / TRIALS
    alone[0] = singles[n]
    for k in range(MOST):
        independent[k] = best_of(alone[0], number[k])
    best[0], best_independent[0] = found[last - 1], independent[last - 1]


def below(shared, correlation):
    """Return the probability that a difference is negative, from what it shares with others."""
    if correlation < 1.0:
        return erfc(shared * np.sqrt(correlation / (1.0 - correlation) / 2.0)) / 2.0
    return 1.0 if shared < 0.0 else 0.0


# --- one trial, analysed in many ways -------------------------------------------------------------

ARMS = "no pulses", "all at once", "shuffled", "in turn"  # the first three are controls
PAIRS, RATE, WINDOW = 12, 2, 20  # networks, values per s, values of which a mean is taken
VALUES_OF_ONE = 60 * RATE
REGISTERED = 1, 60 * s, PAIRS  # the control, the waiting time and the pairs of the plan
ANALYSIS_TABLES: dict[str, Any] = {
    "times": np.arange(2.0, 61.0) * s,
    # p of a sign test, for each number of differences and of negative ones
    "sign": [
        sign_test([-1.0] * w + [1.0] * (n - w)) if n else 1.0
        for n in range(PAIRS + 1)
        for w in range(PAIRS + 1)
    ],
}
ANALYSIS_OUTPUTS = {
    "others": PAIRS,
    "treated": PAIRS,
    "across": 3 * PAIRS,  # lines that join the two values of each network
    "up": 3 * PAIRS,
    "p": len(ANALYSIS_TABLES["times"]),
    "p_here": 1,
    "negative": 1,
    "mean": 1,
    "error": 1,
    "registered": 1,
}


def analysis(
    waiting, pairs, control, curves, times, sign,
    others, treated, across, up, p, p_here, negative, mean, error, registered,
):  # fmt: skip
    """Compare the pulses in turn with a control, on the first ``pairs`` networks and after a
    waiting time in s.

    ``curves`` holds the order parameter of each network in each of the arms, every half second.
    """
    n, arm = int(pairs), int(control)
    for k in range(len(times)):
        p[k] = p_after(curves, arm, n, times[k], sign)
    p_here[0] = p_after(curves, arm, n, waiting, sign)
    squares = 0.0
    for i in range(n):
        others[i] = late(curves, arm, i, waiting)
        treated[i] = late(curves, len(ARMS) - 1, i, waiting)
        across[3 * i + 1], across[3 * i + 2] = 1.0, np.nan
        up[3 * i], up[3 * i + 1], up[3 * i + 2] = others[i], treated[i], np.nan
        negative[0] += 1.0 if treated[i] < others[i] else 0.0
        mean[0] += (treated[i] - others[i]) / n
    for i in range(n, PAIRS):
        for k in range(3):
            across[3 * i + k] = up[3 * i + k] = np.nan
    for i in range(n):
        squares += (treated[i] - others[i] - mean[0]) ** 2
    error[0] = standard_error(squares, n)
    if arm == REGISTERED[0] and waiting == REGISTERED[1] and n == REGISTERED[2]:
        registered[0] = 1.0


def late(curves, arm, network, until):
    """Return the mean of the last 10 s of a waiting time, or of all of a shorter one."""
    total, last = 0.0, int(RATE * until)
    first = max(0, last - WINDOW)
    for k in range(first, last):
        total += curves[(arm * PAIRS + network) * VALUES_OF_ONE + k]
    return total / (last - first)


def p_after(curves, arm, n, until, sign):
    """Return p of the sign test for the differences after a waiting time."""
    below, above = 0, 0
    for i in range(n):
        difference = late(curves, len(ARMS) - 1, i, until) - late(curves, arm, i, until)
        below += 1 if difference < 0.0 else 0
        above += 1 if difference > 0.0 else 0
    return sign[(below + above) * (PAIRS + 1) + below]
