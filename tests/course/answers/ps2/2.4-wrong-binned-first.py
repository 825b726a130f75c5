# about: each train put into bins, then np.correlate
# score: 19
# hint: not of binned trains
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    edges = np.arange(round(T / bin) + 2) * bin
    in_a, in_b = (np.histogram(train, edges)[0].astype(float) for train in (a, b))
    n = np.correlate(in_b, in_a, "full")
    middle = in_a.size - 1
    lags = np.arange(-K, K + 1) * bin
    return lags, n[middle - K : middle + K + 1] / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
