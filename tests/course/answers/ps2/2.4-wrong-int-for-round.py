# about: int(max_lag / bin) instead of round
# score: 25
# hint: take round(max_lag / bin)
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = int(max_lag / bin)
    lags = np.arange(-K, K + 1) * bin
    tau = (b[None, :] - a[:, None]).ravel()
    n, _ = np.histogram(tau, (np.arange(-K, K + 2) - 0.5) * bin)
    return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
