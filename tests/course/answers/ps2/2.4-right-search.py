# about: counts below each edge, by bisection
# score: 30
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    edges = (np.arange(-K, K + 2) - 0.5) * bin
    below = np.array([np.searchsorted(b, a + edge).sum() for edge in edges])
    lags = np.arange(-K, K + 1) * bin
    return np.array([lags, np.diff(below) / (bin * (T - np.abs(lags))) - a.size * b.size / T**2])
