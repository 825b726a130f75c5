"""A population of Poisson neurons that are tuned to a direction, and what is read from it. Used in
chapter 2.
"""

from __future__ import annotations

import numpy as np

from ..codes.populations import informed, tuned
from .chance import poisson, uniform

PREFERRED = np.linspace(-np.pi, np.pi, 32, endpoint=False)
TABLES = {"preferred": PREFERRED, "degrees": np.rad2deg(PREFERRED)}
N = len(PREFERRED)
TOPS = 5.0, 8.0, 12.0, 20.0, 30.0, 50.0, 80.0, 120.0, 200.0  # of the axis of spikes
OUTPUTS = {
    "expected": N,  # of each neuron
    "counts": N,
    "total": 1,
    "heard": 1,  # whether there is a direction to be read
    "read": 1,  # the direction that is read, as all angles in degrees
    "error": 1,
    "bound": 1,  # the smallest possible standard deviation
    "left": 1,  # whether the direction shown lies to the left of the one that is read, or its right
    "right": 1,
    "top": 1,  # which of the limits
}


def population(
    theta, T, r_max, kappa, seed, preferred,
    expected, counts, total, heard, read, error, bound, left, right, top,
):  # fmt: skip
    """Draw a count for each neuron, and read the direction of the population vector.

    T is in s, r_max in Hz, ``preferred`` in rad, and all other angles are in degrees.
    """
    x = y = information = highest = 0.0
    for k in range(len(preferred)):
        away = np.pi / 180.0 * theta - preferred[k]
        rate = tuned(away, r_max, kappa)
        expected[k] = T * rate
        counts[k] = poisson(expected[k], uniform(seed, 0, k))
        x += counts[k] * np.cos(preferred[k])
        y += counts[k] * np.sin(preferred[k])
        information += T * informed(away, rate, kappa)
        total[0] += counts[k]
        highest = max(highest, 1.3 * max(expected[k], counts[k]))
    heard[0] = 1.0 if np.hypot(x, y) > 1e-12 * total[0] else 0.0
    read[0] = 180.0 / np.pi * np.arctan2(y, x)
    error[0] = (read[0] - theta + 180.0) % 360.0 - 180.0
    bound[0] = 180.0 / np.pi / np.sqrt(information)
    left[0] = heard[0] if theta < read[0] else 0.0
    right[0] = heard[0] - left[0]
    for k in range(len(TOPS) - 1):
        top[0] += 1.0 if highest >= TOPS[k] else 0.0
