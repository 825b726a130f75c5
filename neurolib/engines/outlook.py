r"""How long a neuron stays below its threshold for certain, and how much excitation it could take meanwhile: its budget.

In the symbols of :mod:`~neurolib.engines.crossing`, while nothing arrives,

.. math::

    y(t+h) = -\gamma + (y + \gamma)\, e^{-h/\tau} + \textstyle\sum_s i_s P_s(h), \qquad
    P_s(h) = \frac{1}{\tau} \int_0^h e^{-(h-u)/\tau - u/\tau_s}\, du \tag{1}

The response P rises from 0 to one peak and falls again, so in each interval of h every term of (1) is bounded by its value at
an end of the interval, or at the peak: y is below the sum of these bounds. Intervals are looked at one after the other until one
of them comes too near to the threshold. The least distance from it so far is the budget: later excitation w adds at most

.. math::

    \max_h P_s(h) = \left(\tau_s / \tau\right)^{\tau / (\tau - \tau_s)} \tag{2}

of itself to y, and that is taken from the budget as it arrives: while something is left, nobody need look at the neuron. Over a
horizon before the peak the most that can be added is less, and the budget so much larger (unless jumps of V arrive, too).
"""

from __future__ import annotations

import math

import numpy as np

EDGES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0)  # of the intervals, in pages
SHARE = 0.25  # of the distance from the threshold that is kept as budget, at least

# Columns of a table: start of the interval; what divides costs up to there; leak at both its ends; least and most of each current.
SAFE, GAIN, LEAK, REACH = 0, 1, 2, 4


def _outlook(y, gap, currents, table):  # type: ignore[no-untyped-def]
    """Return how long y stays below ``SHARE`` of itself at least, without further excitation, and the budget for that time."""
    margin, enough, above = -y, SHARE * y, y + gap
    leak, i, j = LEAK + (above < 0.0), currents[0], currents[1]
    at_i, at_j = REACH + (i > 0.0), REACH + 2 + (j > 0.0)
    for k in range(len(table)):
        most = above * table[k, leak] - gap + i * table[k, at_i] + j * table[k, at_j]  # (1), bounded
        for c in range(2, len(currents)):
            most += currents[c] * table[k, REACH + 2 * c + (currents[c] > 0.0)]
        if most > enough:
            return table[k, SAFE], margin * table[k, GAIN]
        margin = min(margin, -most)
    return math.inf, margin


def response(h: np.ndarray, tau: float, tau_s: float) -> np.ndarray:
    """Return P of (1): what a current of 1 adds to y."""
    x = h / tau - h / tau_s
    return h / tau * np.exp(-h / tau) * np.where(x == 0, 1.0, np.expm1(x) / np.where(x == 0, 1.0, x))


def peak(tau: float, tau_s: float) -> float:
    """Return the largest response (2), which comes at h = ln(τ/τ_s) / (1/τ_s - 1/τ)."""
    return float(response(np.array(_when(tau, tau_s)), tau, tau_s))


def _when(tau: float, tau_s: float) -> float:
    x = tau / tau_s - 1.0
    return tau * (math.log1p(x) / x if x else 1.0)


def table(tau: float, taus: np.ndarray, jumps: bool, page: float, most: int) -> np.ndarray:
    """Return the bounds of each interval for a slab; a page is so long, and room is for ``most`` currents."""
    ends = np.array([*EDGES, np.inf]) * page
    starts = np.array([0.0, *ends[:-1]])
    rows = np.zeros((len(ends), REACH + 2 * most))
    rows[:, SAFE], rows[:, LEAK], rows[:, LEAK + 1] = starts, np.exp(-starts / tau), np.exp(-ends / tau)
    early = [response(starts.clip(0, _when(tau, tau_s)), tau, tau_s) / peak(tau, tau_s) for tau_s in taus]
    with np.errstate(divide="ignore"):
        rows[:, GAIN] = 1.0 if jumps or not early else np.minimum(1 / np.max(early, axis=0), 1e300)
    for c, tau_s in enumerate(taus):
        at_start, top = response(starts, tau, tau_s), _when(tau, tau_s)
        at_end = np.append(response(ends[:-1], tau, tau_s), 0.0)
        rows[:, REACH + 2 * c] = np.minimum(at_start, at_end)
        rows[:, REACH + 2 * c + 1] = np.where((starts < top) & (top < ends), peak(tau, tau_s), np.maximum(at_start, at_end))
    return rows
