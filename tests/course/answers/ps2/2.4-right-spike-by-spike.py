# about: one histogram for each spike of a
# score: 30
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    edges = np.linspace(-(K + 0.5) * bin, (K + 0.5) * bin, 2 * K + 2)
    counts = np.zeros(2 * K + 1)
    for t in a:
        counts += np.histogram(b - t, edges)[0]
    lags = (edges[1:] + edges[:-1]) / 2
    return lags, counts / bin / (T - abs(lags)) - a.size * b.size / T / T
