"""The sliding threshold of BCM: a response and its threshold, in time. Used in chapter 3."""

from __future__ import annotations

from ..plasticity import BCM
from ..units import s

change, slide = BCM.change, BCM.slide
STEPS, DT = 1500, 0.1 * s
LATE, QUARTER = 1000, 250  # the last third, and its first half
OUTPUTS = {
    "times": STEPS,
    "y": STEPS,
    "theta": STEPS,
    "end_y": 1,
    "end_theta": 1,
    "low": 1,  # of the late response
    "high": 1,
    "end": 1,  # 0: silent, 1: almost silent, 2: at rest, 3: still approaches 1, 4: oscillates
}


def response_and_threshold(
    k, w_0, eta, y_0, times, y, theta, end_y, end_theta, low, high, end
):  # fmt: skip
    """Follow the response of one synapse under a constant input for 150 s, by the midpoint rule."""
    w, sliding, tau = w_0, 0.2, k / eta
    for step in range(STEPS):
        now = w + y_0
        half_w = w + change(now, sliding, 1.0, eta) * DT / 2.0
        half = sliding + slide(now, sliding, tau) * DT / 2.0
        now = half_w + y_0
        w = max(w + change(now, half, 1.0, eta) * DT, 0.0)
        sliding += slide(now, half, tau) * DT
        times[step], y[step], theta[step] = step * DT, w + y_0, sliding
    end_y[0], end_theta[0] = y[STEPS - 1], theta[STEPS - 1]
    low[0], high[0] = extent(y, LATE, STEPS)
    before, after = extent(y, LATE, LATE + QUARTER), extent(y, LATE + QUARTER, STEPS)
    fades = after[1] - after[0] < 0.9 * (before[1] - before[0])
    end[0] = 3.0 if fades else 4.0
    if high[0] - low[0] < 0.05:
        end[0] = 2.0
    if high[0] < 0.2:
        end[0] = 0.0 if high[0] == 0.0 else 1.0


def extent(values, first, last):
    """Return the least and the largest of some values."""
    low = high = values[first]
    for k in range(first, last):
        low, high = min(low, values[k]), max(high, values[k])
    return low, high
