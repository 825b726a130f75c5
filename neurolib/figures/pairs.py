"""Two Poisson trains with a common source, and their cross-covariance. Used in chapter 2."""

from __future__ import annotations

import numpy as np

from ..units import Hz, ms, s
from .chance import train

RATES, T, BIN, LAST = (20 * Hz, 30 * Hz), 60 * s, 1 * ms, 30
CHANCE = float(np.sqrt(RATES[0] * RATES[1] / (BIN * T)))  # sd of a bin if nothing is shared
TOPS = 600.0, 1200.0, 2500.0, 5200.0, 8000.0, 13_000.0
OUTPUTS = {
    "source": 1000,
    "a": 2000,
    "b": 3000,
    "lags": 2 * LAST + 1,
    "edges": 2 * LAST + 2,
    "C": 2 * LAST + 1,
    "n_a": 1,
    "n_b": 1,
    "highest": 1,
    "where": 1,
    "height": 1,  # of the peak, in standard deviations of chance
    "area": 1,
    "independent": 1,
    "top": 1,
}


def common_source(
    r_c, d, seed, source, a, b, lags, edges, C,
    n_a, n_b, highest, where, height, area, independent, top,
):  # fmt: skip
    """Draw two trains that share a source of rate r_c, which reaches the second with a delay d, and
    compute their cross-covariance.

    Rates and ``area`` are in Hz, times and lags in s, C is in 1/s².
    """
    n = train(r_c, T + abs(d), seed, 0, source)  # it runs as far beyond the record as d reaches
    n_a[0] = joined(a, train(RATES[0] - r_c, T, seed, 1, a), source, n, -max(d, 0.0))
    n_b[0] = joined(b, train(RATES[1] - r_c, T, seed, 2, b), source, n, d - max(d, 0.0))
    covariance(a, int(n_a[0]), b, int(n_b[0]), lags, C)
    nearest = 0
    for k in range(len(C)):
        edges[k], edges[k + 1] = lags[k] - 0.5 * BIN, lags[k] + 0.5 * BIN
        if k == 0 or C[k] > highest[0]:
            highest[0], where[0] = C[k], lags[k]
        nearest = k if abs(lags[k] - d) < abs(lags[nearest] - d) else nearest
        area[0] += C[k] * BIN if abs(lags[k] - d) < 2.1 * BIN else 0.0
    height[0] = C[nearest] / CHANCE
    independent[0] = 1.0 if r_c == 0.0 else 0.0
    for k in range(len(TOPS) - 1):
        top[0] += 1.0 if highest[0] > 0.95 * TOPS[k] else 0.0


def joined(times, n, source, m, shift):
    """Put the spikes of a source, shifted, among ``n`` spikes in their order, those that lie within
    the record; return how many there are then.
    """
    first = last = 0
    while first < m and source[first] + shift < 0.0:
        first += 1
    last = first
    while last < m and source[last] + shift < T and n + last - first < len(times):
        last += 1
    i, j = n - 1, last - 1
    for k in range(n + last - first - 1, -1, -1):
        if j < first or (i >= 0 and times[i] > source[j] + shift):
            times[k] = times[i]
            i -= 1
        else:
            times[k] = source[j] + shift
            j -= 1
    return n + last - first


def covariance(a, n, b, m, lags, C):
    """Fill C with the cross-covariance of two sorted trains: equation (1) of
    :func:`~neurolib.codes.cross_covariance`.
    """
    for k in range(len(lags)):
        lags[k], C[k] = (k - LAST) * BIN, 0.0
    first = 0
    for i in range(n):
        while first < m and b[first] - a[i] < -(LAST + 0.5) * BIN:
            first += 1
        j = first
        while j < m and b[j] - a[i] < (LAST + 0.5) * BIN:
            # rounding may lift what lies just below the last edge onto it
            k = min(int(np.floor((b[j] - a[i]) / BIN + LAST + 0.5)), 2 * LAST)
            C[k] += 1.0
            j += 1
    for k in range(len(lags)):
        C[k] = C[k] / (BIN * (T - abs(lags[k]))) - (n / T) * (m / T)
