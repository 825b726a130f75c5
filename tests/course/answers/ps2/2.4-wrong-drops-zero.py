# about: differences of exactly 0 dropped, as for an autocovariance
# score: 25
# hint: do not drop it
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    lags = np.arange(-K, K + 1) * bin
    tau = (b[None, :] - a[:, None]).ravel()
    n, _ = np.histogram(tau[tau != 0], (np.arange(-K, K + 2) - 0.5) * bin)
    return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
