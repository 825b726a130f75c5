"""The sliding threshold of BCM: a response and its threshold, in time. Used in chapter 3."""

from __future__ import annotations

import numpy as np

from ..model import ParameterError
from ..plasticity import BCM
from ..units import Hz, s, show

change, slide = BCM.change, BCM.slide
STEPS, DT = 1500, 0.1 * s
FASTEST = 2 * Hz  # of learning: the swings at ητ = 1.1 are then still those of slower learning
LATE = 1000  # the step at which the last third begins
REACH = (2.6, 3.0), (4.4, 6.8), (8.2, 12.4)  # of the axes of the response and of the threshold
FACTS = (
    "end_y", "end_theta",
    "low", "high",  # of the late response
    "end",  # 0: silent, 1: almost silent, 2: at rest, 3: still approaches 1, 4: oscillates
    "reach",  # which of the limits
    "square_y", "square_theta", "line_y", "line_theta",  # where the names of the nullclines stand
)  # fmt: skip
(
    END_Y, END_THETA, LOW, HIGH, END, LIMITS, SQUARE_Y, SQUARE_THETA, LINE_Y, LINE_THETA,
) = range(len(FACTS))  # fmt: skip
OUTPUTS = {"times": STEPS + 1, "y": STEPS + 1, "theta": STEPS + 1, "facts": FACTS}
CURVE = np.linspace(0, REACH[-1][0], 317)
TABLES = {"curve": CURVE, "square": CURVE**2}


def check(rule):
    """Refuse a learning rate for which the step of 0.1 s is too long."""
    if rule.eta > FASTEST:
        raise ParameterError(
            f"BCM.eta (learning rate) is {show(rule.eta, 'Hz')}; expected at most "
            f"{show(FASTEST, 'Hz')} in this figure, whose step of {show(DT, 's')} would be too "
            "long, as in eta=0.5*Hz."
        )


def response_and_threshold(k, w_0, eta, y_0, times, y, theta, facts):
    """Follow the response of one synapse under a constant input of 1 for 150 s, by the midpoint
    rule.

    ``k``, ``w_0``, ``y_0`` and all responses and thresholds are numbers, ``eta`` is in Hz and
    ``times`` in s. The weight has no bound, as in :class:`~neurolib.BCM`: it may fall to -y_0,
    where the neuron is silent.
    """
    w, sliding, tau = w_0, 0.2, k / eta
    for step in range(STEPS + 1):
        now = w + y_0
        times[step], y[step], theta[step] = step * DT, now, sliding
        half_w = w + change(now, sliding, 1.0, eta) * DT / 2.0
        half = sliding + slide(now, sliding, tau) * DT / 2.0
        now = half_w + y_0
        w += change(now, half, 1.0, eta) * DT
        sliding += slide(now, half, tau) * DT
    facts[END_Y], facts[END_THETA] = y[STEPS], theta[STEPS]
    facts[LOW], facts[HIGH] = extent(y, LATE, STEPS + 1)
    # a neuron that wakes late does not show whether it will come to rest, so (3.25) decides
    facts[END] = 3.0 if k <= 1.0 else 4.0
    if facts[HIGH] - facts[LOW] < 0.05:
        facts[END] = 2.0
    if facts[HIGH] < 0.2:
        facts[END] = 0.0 if facts[HIGH] == 0.0 else 1.0
    name_nullclines(extent(y, 0, STEPS + 1)[1], extent(theta, 0, STEPS + 1)[1], facts)


def name_nullclines(most_y, most_theta, facts):
    """Choose the limits for the largest response and the largest threshold, and place the names of
    the nullclines in them.
    """
    reach = 0
    while reach < len(REACH) - 1 and (most_y > REACH[reach][0] or most_theta > REACH[reach][1]):
        reach += 1
    right, top = REACH[reach]
    facts[LIMITS] = reach
    facts[SQUARE_Y], facts[SQUARE_THETA] = np.sqrt(0.93 * top) - 0.02 * right, 0.93 * top
    facts[LINE_Y], facts[LINE_THETA] = 0.58 * right, 0.58 * right - 0.05 * top


def extent(values, first, last):
    """Return the least and the largest of some values."""
    low = high = values[first]
    for k in range(first, last):
        low, high = min(low, values[k]), max(high, values[k])
    return low, high
