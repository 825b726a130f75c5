# about: its own mean as the baseline
# score: 24
# hint: lag by lag
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    lags = np.arange(-K, K + 1) * bin
    n, _ = np.histogram(b[None, :] - a[:, None], (np.arange(-K, K + 2) - 0.5) * bin)
    C = n / (bin * (T - np.abs(lags)))
    return lags, C - C.mean()
