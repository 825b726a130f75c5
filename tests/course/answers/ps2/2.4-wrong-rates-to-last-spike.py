# about: rates up to the last spike of each train
# score: 24
# hint: The record ends at T, not at the last spike
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    lags = np.arange(-K, K + 1) * bin
    tau = (b[None, :] - a[:, None]).ravel()
    n, _ = np.histogram(tau, (np.arange(-K, K + 2) - 0.5) * bin)
    return lags, n / (bin * (T - np.abs(lags))) - len(a) / a[-1] * len(b) / b[-1]
