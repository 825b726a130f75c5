# about: the lag without its sign
# score: 19
# hint: The sign of the lag is lost
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    lags = np.arange(-K, K + 1) * bin
    tau = abs(b[None, :] - a[:, None]).ravel()
    n, _ = np.histogram(tau, (np.arange(-K, K + 2) - 0.5) * bin)
    return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
