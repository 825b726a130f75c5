"""The mean of one weight in a single array of devices with soft bounds, and in the two arrays of
Tiki-Taka. Used in chapter 5.
"""

from __future__ import annotations

import numpy as np

from ..applications.learning.digits import average_change
from .chance import normal
from .names import apart

STEPS, COPIES, EVERY, LATE, SEED = 1500, 60, 10, 1200, 32
TARGET, RATE = 0.6, 0.02
N = STEPS // EVERY + 1
LIMITS = -0.55, 1.05  # of the axis of weights
ROOM = 0.07 * (LIMITS[1] - LIMITS[0])
TABLES = {"requests": np.arange(0, STEPS + 1, EVERY)}
FACTS = (
    "late_single", "late_fast", "late_slow",  # means of the last 300 requests
    "most",  # that the slow array reached
    "end_single", "end_fast", "end_slow", "name_single", "name_fast", "name_slow",
)  # fmt: skip
(
    LATE_SINGLE, LATE_FAST, LATE_SLOW, MOST, END_SINGLE, END_FAST, END_SLOW, NAME_SINGLE,
    NAME_FAST, NAME_SLOW,
) = range(len(FACTS))  # fmt: skip
OUTPUTS = {
    "w": 3 * COPIES,  # of the single, the fast and the slow array
    "single": N,
    "fast": N,
    "slow": N,
    "facts": FACTS,
}


def one_and_two_arrays(sigma, gain, misread, requests, w, single, fast, slow, facts):
    """Let sixty copies of a weight learn a target of 0.6 from requests with noise of strength
    sigma; all are numbers.
    """
    for n in range(STEPS + 1):
        means = facts[END_SINGLE : END_SLOW + 1]
        for array in range(3):
            means[array] = 0.0
        for copy in range(COPIES):
            if n > 0:
                learn(w, copy, sigma * normal(SEED, copy, n - 1), gain, misread)
            for array in range(3):
                means[array] += w[array * COPIES + copy] / COPIES
        facts[MOST] = max(facts[MOST], means[2])
        if n >= LATE:
            for array in range(3):
                facts[LATE_SINGLE + array] += means[array] / (STEPS + 1 - LATE)
        if n % EVERY == 0:
            k = n // EVERY
            single[k], fast[k], slow[k] = means[0], means[1], means[2]
    apart(facts[END_SINGLE : END_SLOW + 1], ROOM, facts[NAME_SINGLE:])


def learn(w, copy, noise, gain, misread):
    """Send one request to the single array, one to the fast array, and what this holds to the slow
    one.
    """
    one, fast, slow = w[copy], w[COPIES + copy], w[2 * COPIES + copy]
    w[copy] = moved(one, RATE * (TARGET - one + noise))
    w[COPIES + copy] = moved(fast, RATE * (TARGET - slow + noise))
    w[2 * COPIES + copy] = moved(slow, gain * (fast + misread))


def moved(w, request):
    """Return a weight after a request, with soft bounds at -1 and 1 and equal steps at 0."""
    return w + average_change(1.0 - w, 1.0 + w, 1.0, request)
