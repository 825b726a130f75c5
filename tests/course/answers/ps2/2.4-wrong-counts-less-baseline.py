# about: counts of pairs, less the product of the rates
# score: 12
# hint: on the wrong scale
# hint: These are counts of pairs
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    lags = np.arange(-K, K + 1) * bin
    tau = (b[None, :] - a[:, None]).ravel()
    n, _ = np.histogram(tau, (np.arange(-K, K + 2) - 0.5) * bin)
    return lags, n - len(a) / T * len(b) / T
