"""The voltage after one input spike, and how the time of the output spike depends on the weight.
Used in chapter 6.
"""

from __future__ import annotations

import numpy as np

from ..applications.learning.spike_times import crossing, crossing_slope, kappa, peak_time
from ..units import ms

TAU_M = 20 * ms
TABLES = {"times": np.linspace(0, 60, 240) * ms}
FACTS = (
    "when", "moved",  # the spike, and by how much a weight that is 1 % larger moves it
    "fires",  # 0: no spike, 1: a spike, 2: the peak just touches the threshold
    "top", "at_top",  # the peak, and when it is reached
)  # fmt: skip
WHEN, MOVED, FIRES, TOP, AT_TOP = range(len(FACTS))
OUTPUTS = {"V": len(TABLES["times"]), "reach": 2, "facts": FACTS}
REACH, MOST = 0.1, 200 * ms  # of the dashed line: of the slope, and the steepest that is drawn


def one_spike(share, tau, times, V, reach, facts):
    """Compute the voltage after one spike whose weight is ``share`` times the smallest one that
    makes the neuron fire, and the slope of the spike time.

    ``tau`` and all times are in s, voltages in thresholds.
    """
    top = kappa(peak_time(TAU_M, tau), TAU_M, tau)
    for k in range(len(times)):
        V[k] = share * kappa(times[k], TAU_M, tau) / top
    facts[TOP], facts[AT_TOP] = share, peak_time(TAU_M, tau)
    when = crossing(share, TAU_M, tau, top)
    if when < np.inf:
        turn = share * crossing_slope(share, when, TAU_M, tau)
        facts[WHEN], facts[MOVED] = when, -turn / 100.0
        facts[FIRES] = 1.0 if turn > -np.inf else 2.0
        half = REACH * max(turn, -MOST)
        reach[0], reach[1] = when - half, when + half
