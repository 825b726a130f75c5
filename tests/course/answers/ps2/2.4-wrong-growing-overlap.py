# about: T + |lag| instead of T - |lag|
# score: 18
# hint: not T + |lag|
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    lags = np.arange(-K, K + 1) * bin
    tau = (b[None, :] - a[:, None]).ravel()
    n, _ = np.histogram(tau, (np.arange(-K, K + 2) - 0.5) * bin)
    return lags, n / (bin * (T + np.abs(lags))) - len(a) / T * len(b) / T
