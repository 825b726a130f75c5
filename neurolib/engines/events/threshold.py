r"""The next threshold crossing of a neuron, and a lower bound on its time that is cheap to compute.

Seen from the threshold, y = V − V_T, a leaky integrate-and-fire neuron follows between arrivals

.. math::

    \tau \dot y = -(y + \gamma) + \textstyle\sum_s i_s, \quad
    \tau_s \dot i_s = -i_s, \; \gamma = V_T - V_\infty, \, i_s = I_s/g_L \tag{1}

A check asks first for the bound, and for the crossing only where the bound ends within the bucket.

**Threshold bound.** :func:`threshold_bound` returns a time until which a neuron certainly stays
below its threshold, and its slack, which is the excitation that it can receive in this time without
reaching the threshold. While nothing arrives,

.. math::

    y(t+h) = -\gamma + (y + \gamma)\, e^{-h/\tau} + \textstyle\sum_s i_s P_s(h), \qquad
    P_s(h) = \frac{1}{\tau} \int_0^h e^{-(h-u)/\tau - u/\tau_s}\, du \tag{2}

The response P rises from 0 to one peak and falls again. In each interval of h every term of (2) is
therefore bounded by its value at an end of the interval, or at the peak, and y stays below the sum
of these bounds. Intervals are checked one after the other until one of them comes too near to the
threshold. The least distance from it so far is the slack: later excitation w adds at most

.. math::

    \max_h P_s(h) = \left(\tau_s / \tau\right)^{\tau / (\tau - \tau_s)} \tag{3}

of itself to y. This is subtracted from the slack when it arrives, and the neuron needs no check
while some slack is left. Over an interval that ends before the peak less can be added, and the
slack is larger by that factor (unless jumps of V arrive, too).

**Next crossing.** :func:`next_crossing` takes steps that never pass the first crossing, however the
voltage bends. Two bounds hold for all later times at which y is still negative. The sum of the
currents stays below its present value without inhibition, and the curvature below its present value
without excitation; square brackets denote the positive part:

.. math::

    y(t+h) \le y + (\theta - y)\left(1 - e^{-h/\tau}\right), \quad
    \theta = \textstyle\sum_s [i_s]_+ - \gamma \tag{4}
    y(t+h) \le y + \dot y h + \tfrac12 \kappa h^2, \quad
    \kappa = \tau^{-2} \left[\gamma + \textstyle\sum_s [-i_s]_+ (1 + \tau/\tau_s)\right]_+ \tag{5}

So there is no crossing before the longer of two waits, and none at all if the :math:`\theta` of (4)
is not positive:

.. math::

    h_4 = \frac{-\tau y}{\theta - y}, \qquad
    h_5 = \frac{-2y}{\dot y + \sqrt{\dot y^2 - 2 \kappa y}} \tag{6}

Near a crossing :math:`h_5` is Newton's step less a term of second order. Waiting and checking again
therefore converges as Newton's method does, from below, and passes an excursion that turns back
before the threshold.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from ...neurons.lif import response

SMALLEST = 2.0**-52  # relative: a shorter wait, or a smaller distance to the threshold, counts as 0
# of the intervals, in time buckets
EDGES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0)
FAR = 700.0  # exponent from which on its exponential is beyond all numbers
SLACK_FRACTION = 0.25  # of the distance from the threshold that is kept as slack, at least

# Columns of the table that `bounds` makes, a row for each interval of h: its start; what multiplies
# the slack up to there; the decay of the membrane at both its ends; least and most response to each
# current.
SAFE, GAIN, LEAK, RESPONSE = 0, 1, 2, 4


def threshold_bound(y, gap, currents, table):  # type: ignore[no-untyped-def]
    """Return how long at least ``SLACK_FRACTION`` of the distance from the threshold is left,
    without further excitation, and the slack for that time.

    ``table`` has the rows of :func:`bounds` behind each other.
    """
    margin, limit, above, width = -y, SLACK_FRACTION * y, y + gap, RESPONSE + 2 * len(currents)
    leak, i, j = LEAK + (above < 0.0), currents[0], currents[1]
    at_i, at_j = RESPONSE + (i > 0.0), RESPONSE + 2 + (j > 0.0)
    for k in range(0, len(table), width):
        # (2), each term at its largest: a truth value picks the second of two columns
        most = above * table[k + leak] - gap + i * table[k + at_i] + j * table[k + at_j]
        for c in range(2, len(currents)):
            most += currents[c] * table[k + RESPONSE + 2 * c + (currents[c] > 0.0)]
        if most > limit:
            return table[k + SAFE], margin * table[k + GAIN]
        margin = min(margin, -most)
    return math.inf, margin


def next_crossing(t, end, y, gap, tau, currents, taus):  # type: ignore[no-untyped-def]
    """Return (time, whether it is a crossing): the first crossing up to ``end``, or a later time
    before which there is none.

    ``currents`` are those at ``t``; the function changes them.
    """
    while y < 0.0:
        # θ of (4); the sum of all currents; the inhibition in (5); how large all terms are
        top, current, brake, size = -gap, 0.0, 0.0, abs(gap)
        for c in range(len(taus)):
            i = currents[c]
            current += i
            top += max(i, 0.0)  # (4)
            brake += max(-i, 0.0) * (1.0 + tau / taus[c])
            size += abs(i)
        if top <= 0.0:
            return math.inf, False
        h = -tau * y / (top - y)  # (6)
        if t + h > end:
            return t + h, False
        # the slope by (1), and κ of (5)
        slope, bend = (current - gap - y) / tau, max(gap + brake, 0.0) / (tau * tau)
        root = math.sqrt(slope * slope - 2.0 * bend * y)
        if slope > 0.0:
            h = max(h, -2.0 * y / (slope + root))  # (6)
        elif bend > 0.0:
            h = max(h, (root - slope) / bend)  # (6), where the other form loses digits
        else:
            return math.inf, False
        if t + h > end:
            return t + h, False
        t += h
        if h <= SMALLEST * t or (slope > 0.0 and -y <= 4.0 * SMALLEST * size):
            return t, True
        decay = math.exp(-h / tau)
        y = (y + gap) * decay - gap
        for c in range(len(taus)):
            difference = h / tau - h / taus[c]
            if difference > FAR:  # the membrane has long followed the current
                fade = math.exp(-h / taus[c])
                y += currents[c] * h / tau * fade / difference
                currents[c] *= fade
            else:
                growth = math.expm1(difference)
                y += response(currents[c] * h, tau, decay, difference, growth)  # i P(h) of (2)
                currents[c] *= decay * (1.0 + growth)
    return t, True


class Rows(NamedTuple):
    """The rows of :func:`bounds` for Python: ``flat`` is the table, a list, and ``by_sign`` has for
    the signs of y + γ and of two currents a tuple per row: start, gain, and what multiplies each.
    """

    flat: list[float]
    by_sign: dict[tuple[bool, bool, bool], list[tuple[float, ...]]]


def rows_of(table: np.ndarray, width: int) -> Rows:
    """Return a table of :func:`bounds`, whose rows have this width, for :func:`plain_bound`."""
    signs, columns = (False, True), table.reshape(-1, width).T
    by_sign = {}
    for below in signs:
        for up_i in signs:
            for up_j in signs:
                read = SAFE, GAIN, LEAK + below, RESPONSE + up_i, RESPONSE + 2 + up_j
                rows = columns[list(read)].T.tolist()
                by_sign[below, up_i, up_j] = [tuple(row) for row in rows]
    return Rows(table.ravel().tolist(), by_sign)


def plain_bound(y: float, gap: float, currents: Any, rows: Rows) -> tuple[float, float]:
    """Do what :func:`threshold_bound` does, for uncompiled loops, in which it takes most of the
    time.
    """
    if len(currents) > 2:
        return threshold_bound(y, gap, currents, rows.flat)
    y, (i, j) = float(y), map(float, currents)  # NumPy's scalars are slower
    margin, limit, above = -y, SLACK_FRACTION * y, y + gap
    for safe, gain, leak, to_i, to_j in rows.by_sign[above < 0.0, i > 0.0, j > 0.0]:
        most = above * leak - gap + i * to_i + j * to_j
        if most > limit:
            return safe, margin * gain
        if -most < margin:
            margin = -most
    return math.inf, margin


def plain_crossing(
    t: float, end: float, y: float, gap: float, tau: float, currents: Any, taus: Any
) -> tuple[float, bool]:
    """Do what :func:`next_crossing` does, for uncompiled loops: with Python's numbers."""
    found: tuple[float, bool] = next_crossing(
        t, end, float(y), gap, tau, list(map(float, currents)), taus
    )
    return found


def responses(times: np.ndarray, tau: float, tau_s: float) -> np.ndarray:
    """Return P of (2) at several times: what a current of 1 adds to y."""
    x = times / tau - times / tau_s
    capped = np.minimum(x, FAR)
    rows = zip(
        times, [tau] * len(times), np.exp(-times / tau), capped, np.expm1(capped), strict=True
    )
    return np.where(
        x > FAR,
        times / tau * np.exp(-times / tau_s) / np.maximum(x, FAR),
        [response(*values) for values in rows],
    )


def peak(tau: float, tau_s: float) -> float:
    """Return the largest response (3), which comes at h = ln(τ/τ_s) / (1/τ_s - 1/τ)."""
    return float(responses(np.array([peak_time(tau, tau_s)]), tau, tau_s)[0])


def peak_time(tau: float, tau_s: float) -> float:
    """Return when the response is largest."""
    x = tau / tau_s - 1.0
    return tau * (math.log1p(x) / x if x else 1.0)


def bounds(
    tau: float, taus: np.ndarray, jumps: bool, bucket: float, most_currents: int
) -> np.ndarray:
    """Return the bounds of each interval for a block of neurons, with buckets of this width and
    room for so many currents; ``jumps`` says whether jumps of V arrive, too.
    """
    ends = np.array([*EDGES, np.inf]) * bucket
    starts = np.array([0.0, *ends[:-1]])
    rows = np.zeros((len(ends), RESPONSE + 2 * most_currents))
    rows[:, SAFE], rows[:, LEAK], rows[:, LEAK + 1] = (
        starts,
        np.exp(-starts / tau),
        np.exp(-ends / tau),
    )
    # for each current, the share of its peak that its response has reached when an interval starts
    early = [
        responses(starts.clip(0, peak_time(tau, tau_s)), tau, tau_s) / peak(tau, tau_s)
        for tau_s in taus
    ]
    with np.errstate(divide="ignore"):
        rows[:, GAIN] = 1.0 if jumps or not early else np.minimum(1 / np.max(early, axis=0), 1e300)
    for c, tau_s in enumerate(taus):
        at_start, top = responses(starts, tau, tau_s), peak_time(tau, tau_s)
        at_end = np.append(responses(ends[:-1], tau, tau_s), 0.0)
        rows[:, RESPONSE + 2 * c] = np.minimum(at_start, at_end)
        rows[:, RESPONSE + 2 * c + 1] = np.where(
            (starts < top) & (top < ends), peak(tau, tau_s), np.maximum(at_start, at_end)
        )
    return rows
