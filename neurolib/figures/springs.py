"""Two tasks with quadratic losses, two weights, and springs that hold them. Used in chapter 8."""

from __future__ import annotations

import numpy as np

from ..applications.learning.continual import sprung

RADII, TURN = (0.3, 0.6, 0.9), np.linspace(0, 2 * np.pi, 60)
LIFT = [np.nan]
AROUND = [
    np.concatenate([part for r in RADII for part in (r * way(TURN), LIFT)])
    for way in (np.cos, np.sin)
]
F_2 = 0.5  # curvature of task A along the second weight
TABLES = {
    "lams": np.geomspace(1e-3, 1e3, 61),
    "around_x": AROUND[0],
    "around_y": AROUND[1],
    "B_x": 1.0 + AROUND[0],  # lines of equal loss of task B
    "B_y": 1.0 + AROUND[1],
}
N = len(TABLES["lams"])
FACTS = "x", "y", "back_x", "back_y", "both", "both_at_1", "is_1"
X, Y, BACK_X, BACK_Y, BOTH, BOTH_AT_1, IS_1 = range(len(FACTS))
OUTPUTS = {
    "A_x": len(AROUND[0]),  # lines of equal loss of task A
    "A_y": len(AROUND[1]),
    "path_x": N,
    "path_y": N,
    "equal": N,  # the path with equal springs, along which both weights are the same
    "facts": FACTS,
}


def two_weights(
    lam, F_1, lams, around_x, around_y, A_x, A_y, path_x, path_y, equal, facts
):  # fmt: skip
    """Compute the minimum of task B and the springs for each strength, and at the strength ``lam``.

    The optimum of task A is (0, 0) and that of task B (1, 1), and all are numbers.
    """
    for k in range(len(around_x)):
        A_x[k], A_y[k] = around_x[k] / np.sqrt(F_1), around_y[k] / np.sqrt(F_2)
    for k in range(len(lams)):
        path_x[k], path_y[k] = minimum(lams[k], F_1), minimum(lams[k], F_2)
        equal[k] = minimum(lams[k], (F_1 + F_2) / 2.0)
    facts[X], facts[Y] = minimum(lam, F_1), minimum(lam, F_2)
    facts[BACK_X], facts[BACK_Y] = 1.0 - facts[X], 1.0 - facts[Y]
    facts[BOTH] = losses(facts[X], facts[Y], F_1)
    facts[BOTH_AT_1] = losses(minimum(1.0, F_1), minimum(1.0, F_2), F_1)
    facts[IS_1] = 1.0 if lam == 1.0 else 0.0


def minimum(lam, F):
    """Return where the loss of task B, of curvature 1, and a spring are least: one implicit step of
    rate 1 leads there from the optimum of B.
    """
    return sprung(1.0, 0.0, 0.0, F, 1.0, lam)


def losses(x, y, F_1):
    """Return the sum of the losses of both tasks."""
    return (F_1 * x**2 + F_2 * y**2) / 2.0 + ((x - 1.0) ** 2 + (y - 1.0) ** 2) / 2.0
