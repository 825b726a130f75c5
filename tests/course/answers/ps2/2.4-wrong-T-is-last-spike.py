# about: the record taken to end at the last spike of either train
# score: 24
# hint: The record ends at T, not at the last spike
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    T = max(a[-1], b[-1])
    K = round(max_lag / bin)
    lags = np.arange(-K, K + 1) * bin
    tau = (b[None, :] - a[:, None]).ravel()
    n, _ = np.histogram(tau, (np.arange(-K, K + 2) - 0.5) * bin)
    return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
