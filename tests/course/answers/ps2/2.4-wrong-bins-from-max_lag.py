# about: 2K bins from -max_lag to +max_lag
# score: 6
# hint: 41 of them with 0 in the middle
import numpy as np


def cross_covariance(a, b, T, max_lag, bin):
    K = round(max_lag / bin)
    lags = (np.arange(-K, K) + 0.5) * bin
    tau = (b[None, :] - a[:, None]).ravel()
    n, _ = np.histogram(tau, np.arange(-K, K + 1) * bin)
    return lags, n / (bin * (T - np.abs(lags))) - len(a) / T * len(b) / T
