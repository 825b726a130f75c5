# about: the overlap averaged over each bin instead of taken at its centre
# score: 30
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    lags = np.arange(-K, K + 1) * bin
    tau = (b[None, :] - a[:, None]).ravel()
    n, _ = np.histogram(tau, (np.arange(-K, K + 2) - 0.5) * bin)
    return lags, n / (bin * (T - np.where(lags == 0, bin / 4, np.abs(lags)))) - len(a) / T * len(b) / T
