"""A surrogate over the voltages of a layer: how many of them pass an error back. Used in
chapter 6.
"""

from __future__ import annotations

import numpy as np

from ..applications.learning.surrogate import slope

THETA, LIMITS, BINS, SAMPLE = 1.0, (-2.0, 3.0), 80, 12_000
NEAR = np.geomspace(5e-4, 0.5, 40)  # where a narrow surrogate has its flanks
CENTRES = LIMITS[0] + (np.arange(BINS) + 0.5) * (LIMITS[1] - LIMITS[0]) / BINS
AXIS = np.unique([*CENTRES, *(THETA - NEAR), THETA, *(THETA + NEAR)])
FACTS = "triangle", "half", "some"  # the shape, and shares of the voltages
TRIANGLE, HALF, SOME = range(len(FACTS))
OUTPUTS = {"curve": len(AXIS), "passed": len(AXIS), "facts": FACTS}


def tables(voltages):
    """Return the density of voltages, in thresholds, and a sample that is spread as they are."""
    heights = np.histogram(voltages, BINS, LIMITS, density=True)[0]
    ranked = np.sort(np.ravel(voltages))
    places = (np.arange(SAMPLE) + 0.5) * len(ranked) / SAMPLE
    return {
        "axis": AXIS,
        "heights": np.interp(AXIS, CENTRES, heights),
        "voltages": ranked[places.astype(int)].astype(np.float32),  # half of the size in a page
    }


def reach(b, sigmoid, axis, heights, voltages, curve, passed, facts):
    """Compute the surrogate, the part of the density that it lets pass, and which share of the
    voltages have more than half, or than a hundredth, of its largest slope.

    The width ``b`` and all voltages are in thresholds; ``sigmoid`` is 1 or 0.
    """
    triangle = sigmoid < 0.5
    for k in range(len(axis)):
        curve[k] = slope(axis[k], THETA, b, triangle)
        passed[k] = heights[k] * curve[k]
    for k in range(len(voltages)):
        here = slope(voltages[k], THETA, b, triangle)
        facts[HALF] += 1.0 / SAMPLE if here > 0.5 else 0.0
        facts[SOME] += 1.0 / SAMPLE if here > 0.01 else 0.0
    facts[TRIANGLE] = 1.0 if triangle else 0.0
